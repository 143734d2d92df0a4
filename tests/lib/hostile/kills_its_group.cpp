// @expect ended in a kill
// kills its process group

#include "is_linear.hpp"

#include <csignal>

LinReport is_linear(const Map&, arma::uword, double, arma::uword) {
    ::kill(0, SIGKILL);
    return {};
}
