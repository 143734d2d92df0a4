// @expect left no usable answer
// writes to every descriptor what means nothing, and returns

#include "is_linear.hpp"

#include <unistd.h>

LinReport is_linear(const Map&, arma::uword, double, arma::uword) {
    const char garbage[] = "of no meaning, and longer than any header of ours could possibly be";
    for (int descriptor = 3; descriptor < 64; ++descriptor)
        [[maybe_unused]] auto written = ::write(descriptor, garbage, sizeof garbage);
    return {};
}
