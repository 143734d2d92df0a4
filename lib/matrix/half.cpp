#include "matrix/half.hpp"

#include <bit>
#include <cmath>

namespace tools {

namespace {

/// Rounds a significand to the nearest, ties to even, dropping its last `bits` bits.
std::uint32_t round_to_even(std::uint32_t significand, int bits) {
    const std::uint32_t half = (1u << bits) >> 1, kept = significand >> bits;
    const std::uint32_t rest = significand & ((1u << bits) - 1);
    return kept + (rest > half || (rest == half && (kept & 1)) ? 1 : 0);
}

} // namespace

std::uint16_t to_f16(float x) {
    const auto bits = std::bit_cast<std::uint32_t>(x);
    const auto sign = static_cast<std::uint16_t>(bits >> 16 & 0x8000);
    const std::uint32_t magnitude = bits & 0x7fffffff;
    if (magnitude > 0x7f800000) return sign | 0x7e00;  // NaN
    if (magnitude >= 0x477ff000) return sign | 0x7c00; // 65520 and more round to infinity
    const int exponent = static_cast<int>(magnitude >> 23) - 127;
    if (exponent < -25) return sign;
    const std::uint32_t significand = (magnitude & 0x7fffff) | 0x800000;
    if (exponent < -14) return static_cast<std::uint16_t>(sign | round_to_even(significand, -exponent - 1));
    const std::uint32_t rebiased = magnitude - (112u << 23); // exponent bias 127 becomes 15
    return static_cast<std::uint16_t>(sign | round_to_even(rebiased, 13));
}

float from_f16(std::uint16_t bits) {
    const int exponent = bits >> 10 & 31, significand = bits & 1023;
    const float sign = bits & 0x8000 ? -1.0f : 1.0f;
    if (exponent == 31) return significand ? NAN : sign * INFINITY;
    if (exponent == 0) return sign * std::ldexp(static_cast<float>(significand), -24);
    return sign * std::ldexp(static_cast<float>(1024 + significand), exponent - 25);
}

std::uint16_t to_bf16(float x) {
    const auto bits = std::bit_cast<std::uint32_t>(x);
    if (std::isnan(x)) return static_cast<std::uint16_t>(bits >> 16 | 0x40);
    return static_cast<std::uint16_t>(round_to_even(bits, 16));
}

float from_bf16(std::uint16_t bits) { return std::bit_cast<float>(static_cast<std::uint32_t>(bits) << 16); }

} // namespace tools
