// @expect
// ends without returning a value: compilers differ in what comes of it

#include "is_linear.hpp"

LinReport is_linear(const Map&, arma::uword, double, arma::uword) {}
