// @expect ended in abort()
// writes before and behind what it has allocated, and frees it

#include "is_linear.hpp"

#include <cstring>

LinReport is_linear(const Map&, arma::uword, double, arma::uword) {
    char* block = new char[40];
    std::memset(block - 8, 'x', 64);
    delete[] block;
    return {};
}
