// @expect a segmentation fault
// writes through a null pointer

#include "is_linear.hpp"

LinReport is_linear(const Map&, arma::uword, double, arma::uword) {
    *static_cast<volatile int*>(nullptr) = 1;
    return {};
}
