// @expect the report is
// leaves processes behind that sleep on

#include "is_linear.hpp"

#include <unistd.h>

LinReport is_linear(const Map&, arma::uword, double, arma::uword) {
    for (int child = 0; child < 4; ++child)
        if (::fork() == 0)
            for (;;) ::pause();
    return {};
}
