// @expect a segmentation fault
// reads where no memory is

#include "is_linear.hpp"

#include <cstdint>

LinReport is_linear(const Map&, arma::uword, double, arma::uword) {
    const auto address = std::uintptr_t{0x100'0000'0000};
    return {*reinterpret_cast<volatile char*>(address) != 0, true, true};
}
