// @expect your code ended in a segmentation fault
// crashes in the constructor of a global variable

#include "is_linear.hpp"

namespace {

struct AtLoading {
    AtLoading() { *static_cast<volatile int*>(nullptr) = 1; }
} at_loading;

} // namespace

LinReport is_linear(const Map&, arma::uword, double, arma::uword) { return {}; }
