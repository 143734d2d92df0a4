// @expect your code ended the whole program (exit code 0)
// ends the program in the constructor of a global variable

#include "is_linear.hpp"

#include <cstdlib>

namespace {

struct AtLoading {
    AtLoading() { std::exit(0); }
} at_loading;

} // namespace

LinReport is_linear(const Map&, arma::uword, double, arma::uword) { return {}; }
