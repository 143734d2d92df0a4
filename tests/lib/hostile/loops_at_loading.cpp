// @expect your code ran on for ever
// computes for ever in the constructor of a global variable

#include "is_linear.hpp"

namespace {

struct AtLoading {
    AtLoading() {
        for (volatile bool on = true; on;) {
        }
    }
} at_loading;

} // namespace

LinReport is_linear(const Map&, arma::uword, double, arma::uword) { return {}; }
