// @expect the report is
// stops the process that waits for it

#include "is_linear.hpp"

#include <csignal>
#include <unistd.h>

LinReport is_linear(const Map&, arma::uword, double, arma::uword) {
    ::kill(::getppid(), SIGSTOP);
    return {};
}
