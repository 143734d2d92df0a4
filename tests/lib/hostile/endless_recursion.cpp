// @expect used up its stack
// calls itself without end

#include "is_linear.hpp"

LinReport deeper(int depth) {
    volatile int here = depth;
    return here < 0 ? LinReport{} : deeper(here + 1);
}

LinReport is_linear(const Map&, arma::uword, double, arma::uword) { return deeper(0); }
