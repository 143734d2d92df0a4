// @expect does not compile
// includes a file that is none of its business

#include "is_linear.hpp"

#include "/etc/passwd"

LinReport is_linear(const Map&, arma::uword, double, arma::uword) { return {}; }
