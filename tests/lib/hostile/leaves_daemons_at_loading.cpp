// @expect the report is
// starts processes in the constructor of a global variable, where nobody waits for them

#include "is_linear.hpp"

#include <unistd.h>

namespace {

struct AtLoading {
    AtLoading() {
        if (::fork() == 0) {
            ::setsid();
            if (::fork() != 0) ::_exit(0);
            for (;;) ::pause();
        }
    }
} at_loading;

} // namespace

LinReport is_linear(const Map&, arma::uword, double, arma::uword) { return {}; }
