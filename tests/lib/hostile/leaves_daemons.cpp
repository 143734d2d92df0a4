// @expect the report is
// leaves processes behind that have left its group and session, and have other parents

#include "is_linear.hpp"

#include <unistd.h>

LinReport is_linear(const Map&, arma::uword, double, arma::uword) {
    for (int child = 0; child < 4; ++child)
        if (::fork() == 0) {
            ::setsid();
            if (::fork() != 0) ::_exit(0);
            for (int descriptor = 0; descriptor < 64; ++descriptor) ::close(descriptor);
            for (;;) ::pause();
        }
    return {};
}
