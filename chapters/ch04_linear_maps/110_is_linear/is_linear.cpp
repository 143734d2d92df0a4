#include "is_linear.hpp"

LinReport is_linear(const Map& f, arma::uword d, double rtol, arma::uword seed) {
    // TODO: probe f with random vectors. What does each of the three properties compare?
    return {};
}
