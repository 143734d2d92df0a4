// @expect ended the whole program (exit code 0)
// ends the program, successfully

#include "is_linear.hpp"

#include <cstdlib>

LinReport is_linear(const Map&, arma::uword, double, arma::uword) { std::exit(0); }
