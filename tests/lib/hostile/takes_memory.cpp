// @expect is_linear threw std::bad_alloc
// asks for memory without end, and does not use it

#include "is_linear.hpp"

#include <vector>

LinReport is_linear(const Map&, arma::uword, double, arma::uword) {
    std::vector<char*> taken;
    for (;;) taken.push_back(new char[std::size_t{1} << 26]);
}
