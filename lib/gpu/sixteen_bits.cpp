#include "gpu/sixteen_bits.hpp"

#include "matrix/half.hpp"

#include <bit>
#include <cmath>
#include <type_traits>

// Why double is enough. Let p be the format's precision: 11 or 8 bits.
//
// - The products of two numbers have 2p bits, and exponents far inside those of double: they are exact.
// - The sums of two binary16 numbers are multiples of 2^-24 below 2^17: exact as well. A sum of two bfloat16
//   numbers need not be, but 53 >= 2p + 2 bits suffice for it to be rounded twice without harm (Figueroa,
//   "When is double rounding innocuous?", SIGNUM Newsletter 30, 1995); where it comes out subnormal it is a
//   multiple of 2^-133, and so exact.
// - A quotient of two numbers that is not half-way between two neighbours of the format is away from there by
//   more than 2^-2p of itself: |a/b - m| = |a - m b| / |b|, where the numerator is a multiple of the last
//   place of a, or of m b. This holds for subnormal quotients too. The error of double is 2^-53 of it, so it
//   cannot be moved to the midpoint. Square roots are the same, by Figueroa's theorem; none is subnormal.
// - a b + c is computed as the exact product plus c, rounded to odd: if it is not a double, then the
//   neighbour with the odd last bit. That bit keeps "not exactly" alive, so that rounding again is as good as
//   rounding once, if two bits more were kept than the format has (Boldo and Melquiond, "Emulation of FMA and
//   correctly rounded sums: proved algorithms using rounding to odd", IEEE Transactions on Computers 57,
//   2008).

namespace gpu {

namespace {

/// The neighbour of x away from 0 or towards it.
template<class Float> Float next(Float x, bool away) {
    using Bits = std::conditional_t<sizeof(Float) == 4, std::uint32_t, std::uint64_t>;
    return std::bit_cast<Float>(std::bit_cast<Bits>(x) + (away ? Bits{1} : ~Bits{0}));
}

template<class Float> bool is_odd(Float x) {
    using Bits = std::conditional_t<sizeof(Float) == 4, std::uint32_t, std::uint64_t>;
    return std::bit_cast<Bits>(x) & 1;
}

/// x as a float, rounded to odd.
float odd_float(double x) {
    const auto nearest = static_cast<float>(x);
    if (nearest == x || std::isnan(x) || is_odd(nearest)) return nearest;
    return next(nearest, std::fabs(x) > std::fabs(static_cast<double>(nearest)));
}

/// a + b, rounded to odd. The error of a sum is a double (Knuth, "The Art of Computer Programming", volume 2,
/// section 4.2.2, theorem B).
double odd_sum(double a, double b) {
    const double sum = a + b;
    if (!std::isfinite(sum) || is_odd(sum)) return sum;
    const double of_b = sum - a, error = (a - (sum - of_b)) + (b - of_b);
    return error == 0 ? sum : next(sum, (error > 0) == (sum > 0));
}

/// An integer as a double, rounded to odd: 53 bits are kept, and of the others whether there are any.
double odd_double(std::uint64_t magnitude) {
    constexpr std::uint64_t rest = 0x7ff;
    if (magnitude >> 53) magnitude = (magnitude & ~rest) | (magnitude & rest ? rest + 1 : 0);
    return static_cast<double>(magnitude);
}

std::uint16_t low(std::uint32_t pair) { return static_cast<std::uint16_t>(pair); }
std::uint16_t high(std::uint32_t pair) { return static_cast<std::uint16_t>(pair >> 16); }
std::uint32_t pair(std::uint16_t low, std::uint16_t high) { return std::uint32_t{high} << 16 | low; }

double to_integral(float x, Rounding direction) {
    switch (direction) {
    case Rounding::nearest:
        return std::nearbyint(x);
    case Rounding::zero:
        return std::trunc(x);
    case Rounding::up:
        return std::ceil(x);
    case Rounding::down:
        return std::floor(x);
    }
    return x;
}

} // namespace

float Binary16::value(std::uint16_t word) { return tools::from_f16(word); }
std::uint16_t Binary16::nearest(float x) { return tools::to_f16(x); }
float Bfloat16::value(std::uint16_t word) { return tools::from_bf16(word); }
std::uint16_t Bfloat16::nearest(float x) { return tools::to_bf16(x); }

template<class Format> auto SixteenBits<Format>::rounded(double x, Rounding direction) -> Word {
    const Word nearest = Format::nearest(odd_float(x));
    const double found = Format::value(nearest);
    if (direction == Rounding::nearest || found == x || std::isnan(x)) return nearest;
    const bool negative = x < 0, magnitude_up = direction == (negative ? Rounding::down : Rounding::up);
    const bool is_up = std::fabs(found) > std::fabs(x);
    if (is_up == magnitude_up) return nearest;
    return static_cast<Word>(magnitude_up ? nearest + 1 : nearest - 1);
}

template<class Format> auto SixteenBits<Format>::rounded(long long i, Rounding direction) -> Word {
    const auto bits = static_cast<unsigned long long>(i);
    return rounded(i < 0 ? -odd_double(-bits) : odd_double(bits), direction);
}

template<class Format> auto SixteenBits<Format>::rounded(unsigned long long i, Rounding direction) -> Word {
    return rounded(odd_double(i), direction);
}

template<class Format> auto SixteenBits<Format>::sum(Word a, Word b) -> Word {
    return rounded(static_cast<double>(value(a)) + static_cast<double>(value(b)));
}

template<class Format> auto SixteenBits<Format>::difference(Word a, Word b) -> Word {
    return rounded(static_cast<double>(value(a)) - static_cast<double>(value(b)));
}

template<class Format> auto SixteenBits<Format>::product(Word a, Word b) -> Word {
    return rounded(static_cast<double>(value(a)) * static_cast<double>(value(b)));
}

template<class Format> auto SixteenBits<Format>::quotient(Word a, Word b) -> Word {
    return rounded(static_cast<double>(value(a)) / static_cast<double>(value(b)));
}

template<class Format> auto SixteenBits<Format>::fused(Word a, Word b, Word c) -> Word {
    return rounded(odd_sum(static_cast<double>(value(a)) * static_cast<double>(value(b)), value(c)));
}

template<class Format> auto SixteenBits<Format>::larger(Word a, Word b) -> Word {
    if (is_nan(a)) return is_nan(b) ? nan : b;
    if (is_nan(b) || value(a) > value(b)) return a;
    return value(a) < value(b) ? b : a & b; // equal: their signs differ if at all
}

template<class Format> auto SixteenBits<Format>::smaller(Word a, Word b) -> Word {
    if (is_nan(a)) return is_nan(b) ? nan : b;
    if (is_nan(b) || value(a) < value(b)) return a;
    return value(a) > value(b) ? b : a | b;
}

template<class Format> auto SixteenBits<Format>::larger_or_nan(Word a, Word b) -> Word {
    return is_nan(a) || is_nan(b) ? nan : larger(a, b);
}

template<class Format> auto SixteenBits<Format>::smaller_or_nan(Word a, Word b) -> Word {
    return is_nan(a) || is_nan(b) ? nan : smaller(a, b);
}

namespace {

template<class Format> std::uint16_t saturated(std::uint16_t a) {
    using Arithmetic = SixteenBits<Format>;
    return Arithmetic::is_nan(a) ? 0 : Arithmetic::smaller(Arithmetic::larger(a, 0), Arithmetic::one());
}

} // namespace

template<class Format> auto SixteenBits<Format>::saturated_sum(Word a, Word b) -> Word {
    return saturated<Format>(sum(a, b));
}

template<class Format> auto SixteenBits<Format>::saturated_difference(Word a, Word b) -> Word {
    return saturated<Format>(difference(a, b));
}

template<class Format> auto SixteenBits<Format>::saturated_product(Word a, Word b) -> Word {
    return saturated<Format>(product(a, b));
}

template<class Format> auto SixteenBits<Format>::saturated_fused(Word a, Word b, Word c) -> Word {
    return saturated<Format>(fused(a, b, c));
}

template<class Format> auto SixteenBits<Format>::rectified_fused(Word a, Word b, Word c) -> Word {
    return larger_or_nan(fused(a, b, c), 0);
}

template<class Format> bool SixteenBits<Format>::eq(Word a, Word b) { return value(a) == value(b); }
template<class Format> bool SixteenBits<Format>::lt(Word a, Word b) { return value(a) < value(b); }
template<class Format> bool SixteenBits<Format>::le(Word a, Word b) { return value(a) <= value(b); }
template<class Format> bool SixteenBits<Format>::ne(Word a, Word b) { return lt(a, b) || lt(b, a); }
template<class Format> bool SixteenBits<Format>::gt(Word a, Word b) { return lt(b, a); }
template<class Format> bool SixteenBits<Format>::ge(Word a, Word b) { return le(b, a); }
template<class Format> bool SixteenBits<Format>::equ(Word a, Word b) { return !ne(a, b); }
template<class Format> bool SixteenBits<Format>::neu(Word a, Word b) { return !eq(a, b); }
template<class Format> bool SixteenBits<Format>::ltu(Word a, Word b) { return !le(b, a); }
template<class Format> bool SixteenBits<Format>::leu(Word a, Word b) { return !lt(b, a); }
template<class Format> bool SixteenBits<Format>::gtu(Word a, Word b) { return !le(a, b); }
template<class Format> bool SixteenBits<Format>::geu(Word a, Word b) { return !lt(a, b); }

template<class Format> auto SixteenBits<Format>::both(Word (*operation)(Word, Word), Pair a, Pair b) -> Pair {
    return pair(operation(low(a), low(b)), operation(high(a), high(b)));
}

template<class Format>
auto SixteenBits<Format>::both(Word (*operation)(Word, Word, Word), Pair a, Pair b, Pair c) -> Pair {
    return pair(operation(low(a), low(b), low(c)), operation(high(a), high(b), high(c)));
}

template<class Format> auto SixteenBits<Format>::compare(bool (*comparison)(Word, Word), Pair a, Pair b)
    -> Pair {
    return pair(comparison(low(a), low(b)) ? 0xffff : 0, comparison(high(a), high(b)) ? 0xffff : 0);
}

template<class Format> auto SixteenBits<Format>::apply_both(Function* function, Pair a) -> Pair {
    return pair(apply(function, low(a)), apply(function, high(a)));
}

template struct SixteenBits<Binary16>;
template struct SixteenBits<Bfloat16>;

namespace real {
double sqrt(double x) { return std::sqrt(x); }
double rsqrt(double x) { return 1 / std::sqrt(x); }
double reciprocal(double x) { return 1 / x; }
double log(double x) { return std::log(x); }
double log2(double x) { return std::log2(x); }
double log10(double x) { return std::log10(x); }
double exp(double x) { return std::exp(x); }
double exp2(double x) { return std::exp2(x); }
double exp10(double x) { return std::pow(10.0, x); }
double cos(double x) { return std::cos(x); }
double sin(double x) { return std::sin(x); }
double tanh(double x) { return std::tanh(x); }
double ceil(double x) { return std::ceil(x); }
double floor(double x) { return std::floor(x); }
double trunc(double x) { return std::trunc(x); }
double rint(double x) { return std::nearbyint(x); }
} // namespace real

long long integer(float x, Rounding direction, long long least, long long most) {
    if (std::isnan(x)) return 0;
    const double whole = to_integral(x, direction);
    if (whole <= static_cast<double>(least)) return least;
    return whole >= static_cast<double>(most) ? most : static_cast<long long>(whole);
}

unsigned long long natural(float x, Rounding direction, unsigned long long most) {
    const double whole = to_integral(x, direction);
    if (!(whole > 0)) return 0; // NaN as well
    return whole >= static_cast<double>(most) ? most : static_cast<unsigned long long>(whole);
}

} // namespace gpu
