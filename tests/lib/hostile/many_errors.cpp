// @expect does not compile
// has more errors than anybody wants to read

#include "is_linear.hpp"

#define TEN(x) x x x x x x x x x x

LinReport is_linear(const Map&, arma::uword, double, arma::uword) { TEN(TEN(TEN(undeclared("something");))) }
