// @expect ended the whole program (exit code 0)
// becomes another program, which succeeds

#include "is_linear.hpp"

#include <unistd.h>

LinReport is_linear(const Map&, arma::uword, double, arma::uword) {
    ::execl("/bin/true", "true", static_cast<char*>(nullptr));
    return {};
}
