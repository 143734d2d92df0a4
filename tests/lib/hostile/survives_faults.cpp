// @expect did not return within
// writes through a null pointer, and handles the fault by trying again

#include "is_linear.hpp"

#include <csignal>

LinReport is_linear(const Map&, arma::uword, double, arma::uword) {
    std::signal(SIGSEGV, [](int) {});
    *static_cast<volatile int*>(nullptr) = 1;
    return {};
}
