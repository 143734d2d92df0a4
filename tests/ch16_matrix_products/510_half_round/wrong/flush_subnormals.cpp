// @diagnosis flush_subnormals
// what is below the smallest normal FP16 number becomes 0, in both directions

#include "half_round.hpp"

#include <bit>

namespace {

using Bits = std::uint32_t;

Bits shifted(Bits bits, Bits count) {
    const Bits half = Bits{1} << (count - 1), last = bits >> count & 1;
    return (bits + half - 1 + last) >> count;
}

std::uint16_t joined(Bits sign, Bits magnitude) { return static_cast<std::uint16_t>(sign | magnitude); }

} // namespace

std::uint16_t f32_to_f16(float x) {
    const Bits bits = std::bit_cast<Bits>(x), sign = bits >> 16 & 0x8000, magnitude = bits & 0x7fffffff;
    const Bits exponent = magnitude >> 23;
    if (magnitude > 0x7f800000) return joined(sign, 0x7e00);
    if (exponent >= 127 + 16) return joined(sign, 0x7c00);
    if (exponent >= 127 - 14) return joined(sign, shifted(magnitude - (Bits{112} << 23), 13));
    return joined(sign, 0);
}

float f16_to_f32(std::uint16_t word) {
    const Bits sign = Bits(word & 0x8000) << 16, exponent = word >> 10 & 31, fraction = word & 0x3ff;
    if (exponent == 31) return std::bit_cast<float>(sign | 0x7f800000 | fraction << 13);
    if (exponent == 0) return std::bit_cast<float>(sign);
    return std::bit_cast<float>(sign | ((exponent + 112) << 23 | fraction << 13));
}

std::uint16_t f32_to_bf16(float x) {
    const Bits bits = std::bit_cast<Bits>(x);
    if ((bits & 0x7fffffff) > 0x7f800000) return joined(bits >> 16, 0x40);
    return joined(0, shifted(bits, 16));
}

float bf16_to_f32(std::uint16_t word) { return std::bit_cast<float>(Bits{word} << 16); }
