// @expect left no usable answer
// closes every descriptor, and returns

#include "is_linear.hpp"

#include <unistd.h>

LinReport is_linear(const Map&, arma::uword, double, arma::uword) {
    for (int descriptor = 0; descriptor < 1024; ++descriptor) ::close(descriptor);
    return {};
}
