// @expect waits for something that never comes
// sleeps for ever

#include "is_linear.hpp"

#include <unistd.h>

LinReport is_linear(const Map&, arma::uword, double, arma::uword) {
    for (;;) ::pause();
}
