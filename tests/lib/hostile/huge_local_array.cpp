// @expect used up its stack
// an array of 800 MB on the stack

#include "is_linear.hpp"

LinReport is_linear(const Map&, arma::uword, double, arma::uword) {
    volatile double field[100'000'000];
    field[0] = 1;
    return {field[0] == 1, true, true};
}
