// @expect is_linear
// asks for memory without end, uses it, and never looks whether there was some

#include "is_linear.hpp"

#include <cstdlib>
#include <cstring>

LinReport is_linear(const Map&, arma::uword, double, arma::uword) {
    constexpr std::size_t part = std::size_t{1} << 26;
    for (;;) std::memset(std::malloc(part), 1, part);
}
