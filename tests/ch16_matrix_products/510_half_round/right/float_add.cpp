// Rounding by addition: x + c - c with c so large that the sum keeps only what the format keeps. The
// processor rounds, to nearest and to even. What is left is exact.

#include "half_round.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

static std::uint16_t narrow(float x, int digits, int lowest, int highest) {
    const int top = std::signbit(x) ? 0x8000 : 0, infinity = (highest - lowest + 2) << (digits - 1);
    if (std::isnan(x)) return static_cast<std::uint16_t>(top | infinity | 1 << (digits - 2));
    const double size = std::fabs(double(x));
    if (size >= std::ldexp(1, highest + 1)) return static_cast<std::uint16_t>(top | infinity);
    if (size == 0) return static_cast<std::uint16_t>(top);
    const int exponent = std::max(std::ilogb(size), lowest);
    const double mark = std::ldexp(1, exponent - digits + 1), c = mark * 0x1.8p52;
    const volatile double sum = size + c;
    const double rounded = sum - c;
    const int word = ((exponent - lowest) << (digits - 1)) + static_cast<int>(rounded / mark);
    return static_cast<std::uint16_t>(top | word);
}

std::uint16_t f32_to_f16(float x) { return narrow(x, 11, -14, 15); }
std::uint16_t f32_to_bf16(float x) { return narrow(x, 8, -126, 127); }

float f16_to_f32(std::uint16_t word) {
    // As the bits of a float, the word stands for a number that is 2^112 times too small.
    const std::uint32_t sign = (word & 0x8000U) << 16;
    if ((word & 0x7c00) == 0x7c00) return std::bit_cast<float>(sign | 0x7f800000 | (word & 0x3ffU) << 13);
    return std::bit_cast<float>(sign | (word & 0x7fffU) << 13) * 0x1p112F;
}

float bf16_to_f32(std::uint16_t word) { return std::bit_cast<float>(std::uint32_t{word} << 16); }
