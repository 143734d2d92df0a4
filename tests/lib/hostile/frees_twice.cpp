// @expect ended in abort()
// frees the same memory twice

#include "is_linear.hpp"

#include <cstdlib>

LinReport is_linear(const Map&, arma::uword, double, arma::uword) {
    void* block = std::malloc(40);
    void* again = block;
    std::free(block);
    std::free(again);
    return {};
}
