// @expect ended the whole program (exit code 3)
// ends the program the third way

#include "is_linear.hpp"

#include <cstdlib>

LinReport is_linear(const Map&, arma::uword, double, arma::uword) { std::quick_exit(3); }
