// @expect waits for something that never comes
// stops itself

#include "is_linear.hpp"

#include <csignal>

LinReport is_linear(const Map&, arma::uword, double, arma::uword) {
    ::raise(SIGSTOP);
    return {};
}
