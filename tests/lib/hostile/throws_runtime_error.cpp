// @expect is_linear threw std::runtime_error ("no mood")
// throws instead of returning

#include "is_linear.hpp"

#include <stdexcept>

LinReport is_linear(const Map&, arma::uword, double, arma::uword) { throw std::runtime_error("no mood"); }
