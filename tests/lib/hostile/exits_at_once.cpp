// @expect ended the whole program (exit code 0)
// ends the process without any clearing up

#include "is_linear.hpp"

#include <unistd.h>

LinReport is_linear(const Map&, arma::uword, double, arma::uword) { ::_exit(0); }
