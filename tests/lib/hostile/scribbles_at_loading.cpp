// @expect your code left no usable answer
// writes to every descriptor in the constructor of a global variable

#include "is_linear.hpp"

#include <unistd.h>

namespace {

struct AtLoading {
    AtLoading() {
        const char garbage[] = "of no meaning, and longer than any header of ours could possibly be";
        for (int descriptor = 3; descriptor < 64; ++descriptor)
            [[maybe_unused]] auto written = ::write(descriptor, garbage, sizeof garbage);
    }
} at_loading;

} // namespace

LinReport is_linear(const Map&, arma::uword, double, arma::uword) { return {}; }
