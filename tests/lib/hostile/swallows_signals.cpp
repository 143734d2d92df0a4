// @expect did not return within
// computes for ever, and handles the signal that says so

#include "is_linear.hpp"

#include <csignal>

LinReport is_linear(const Map&, arma::uword, double, arma::uword) {
    std::signal(SIGXCPU, [](int) {});
    std::signal(SIGTERM, SIG_IGN);
    for (volatile bool on = true; on;) {
    }
    return {};
}
