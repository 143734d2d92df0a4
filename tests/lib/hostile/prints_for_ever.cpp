// @expect did not return within
// prints without end

#include "is_linear.hpp"

#include <cstdio>

LinReport is_linear(const Map&, arma::uword, double, arma::uword) {
    for (;;) std::puts("All work and no play makes the judge a dull program.");
}
