// All words in increasing order: the neighbours of x are found by bisection, and their distances compared.

#include "half_round.hpp"

#include <cmath>
#include <limits>

static double value(int word, int digits, int bias) {
    const int field = word >> (digits - 1), fraction = word % (1 << (digits - 1));
    if (field == 0) return std::ldexp(fraction, 2 - bias - digits);
    return std::ldexp((1 << (digits - 1)) + fraction, field + 1 - bias - digits);
}

static std::uint16_t nearest(float x, int digits, int bias) {
    const int infinity = (2 * bias + 1) << (digits - 1), sign = std::signbit(x) ? 0x8000 : 0;
    if (x != x) return static_cast<std::uint16_t>(sign + 0x7fff);
    const double size = std::fabs(x);
    int low = 0, high = infinity; // value(low) <= size < value(high), where there is a finite value
    if (size >= value(infinity, digits, bias)) return static_cast<std::uint16_t>(sign + infinity);
    while (high - low > 1) {
        const int middle = (low + high) / 2;
        (value(middle, digits, bias) <= size ? low : high) = middle;
    }
    const double below = size - value(low, digits, bias), above = value(high, digits, bias) - size;
    const bool up = above < below || (above == below && high % 2 == 0);
    return static_cast<std::uint16_t>(sign + (up ? high : low));
}

static float widened(std::uint16_t word, int digits, int bias) {
    const int infinity = (2 * bias + 1) << (digits - 1), magnitude = word & 0x7fff;
    const float size = magnitude > infinity    ? std::numeric_limits<float>::quiet_NaN()
                       : magnitude == infinity ? std::numeric_limits<float>::infinity()
                                               : static_cast<float>(value(magnitude, digits, bias));
    return std::copysign(size, word & 0x8000 ? -1.0F : 1.0F);
}

std::uint16_t f32_to_f16(float x) { return nearest(x, 11, 15); }
std::uint16_t f32_to_bf16(float x) { return nearest(x, 8, 127); }
float f16_to_f32(std::uint16_t word) { return widened(word, 11, 15); }
float bf16_to_f32(std::uint16_t word) { return widened(word, 8, 127); }
