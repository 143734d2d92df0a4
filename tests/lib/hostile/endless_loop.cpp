// @expect did not return within
// computes for ever

#include "is_linear.hpp"

LinReport is_linear(const Map&, arma::uword, double, arma::uword) {
    for (volatile bool on = true; on;) {
    }
    return {};
}
