// @expect is_linear threw int
// throws something that is no exception

#include "is_linear.hpp"

LinReport is_linear(const Map&, arma::uword, double, arma::uword) { throw 42; }
