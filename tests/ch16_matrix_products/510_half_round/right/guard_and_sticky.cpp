// Truncation first, then the part that was cut off is looked at: more than half, less, or exactly half.

#include "half_round.hpp"

#include <cstring>

static std::uint32_t bits_of(float x) {
    std::uint32_t bits;
    std::memcpy(&bits, &x, sizeof bits);
    return bits;
}

static float float_of(std::uint32_t bits) {
    float x;
    std::memcpy(&x, &bits, sizeof x);
    return x;
}

static std::uint16_t cut(std::uint32_t sign, std::uint64_t bits, unsigned count) {
    std::uint64_t word = bits >> count;
    const std::uint64_t lost = bits - (word << count), half = std::uint64_t{1} << (count - 1);
    if (lost > half || (lost == half && word % 2 == 1)) ++word;
    return static_cast<std::uint16_t>(sign + word);
}

std::uint16_t f32_to_f16(float x) {
    const std::uint32_t bits = bits_of(x), sign = bits >> 31 << 15, size = bits << 1 >> 1;
    const int exponent = static_cast<int>(size >> 23) - 127;
    const std::uint32_t fraction = size % (1U << 23);
    if (exponent == 128 && fraction != 0) return static_cast<std::uint16_t>(sign + 0x7e00 + (fraction >> 14));
    if (exponent > 15) return static_cast<std::uint16_t>(sign + 0x7c00);
    if (exponent >= -14) return cut(sign, (std::uint64_t(exponent + 15) << 23) + fraction, 13);
    if (exponent < -40) return static_cast<std::uint16_t>(sign);
    return cut(sign, fraction + (1U << 23), static_cast<unsigned>(-exponent - 1));
}

float f16_to_f32(std::uint16_t word) {
    const std::uint32_t sign = std::uint32_t(word >> 15) << 31;
    std::uint32_t exponent = word >> 10 & 31, fraction = word & 1023;
    if (exponent == 31) return float_of(sign + 0x7f800000 + (fraction << 13));
    if (exponent == 0 && fraction == 0) return float_of(sign);
    if (exponent == 0) { // shift the leading 1 into its place
        for (exponent = 1; fraction < 1024; --exponent) fraction <<= 1;
        fraction -= 1024;
    }
    return float_of(sign + ((exponent + 112) << 23) + (fraction << 13));
}

std::uint16_t f32_to_bf16(float x) {
    const std::uint32_t bits = bits_of(x);
    if (x != x) return static_cast<std::uint16_t>(bits >> 16 | 0x7fff);
    return cut(0, bits, 16);
}

float bf16_to_f32(std::uint16_t word) { return float_of(std::uint32_t(word) << 16); }
