#pragma once
/// @file
/// Arithmetic on 16-bit words that are numbers: what the classes of cuda_fp16.h and cuda_bf16.h are made of.
/// Compiled once, with optimisation; a submission is compiled without.

#include "gpu/unseen.hpp"

#include <cstdint>
#include <limits>

namespace gpu {

/// The directions of IEEE 754, section 4.3, as the suffixes of conversions name them: rn, rz, ru, rd.
enum class Rounding { nearest, zero, up, down };

/// IEEE 754 binary16: 11 bits of precision, normal numbers from 2^-14 to 65504, subnormal ones from 2^-24.
struct Binary16 {
    static constexpr std::uint16_t infinity = 0x7c00;
    static float value(std::uint16_t word);
    static std::uint16_t nearest(float x);
};

/// The upper half of binary32: 8 bits of precision, and the range of float.
struct Bfloat16 {
    static constexpr std::uint16_t infinity = 0x7f80;
    static float value(std::uint16_t word);
    static std::uint16_t nearest(float x);
};

/// Every operation gives the number of the format that the exact result rounds to, once.
template<class Format> struct SixteenBits {
    using Word = std::uint16_t;
    using Pair = std::uint32_t;

    static float value(Word word) { return Format::value(word); }
    static Word rounded(double x, Rounding direction = Rounding::nearest);
    /// Of integers: those of 64 bits need not be doubles.
    static Word rounded(long long i, Rounding direction);
    static Word rounded(unsigned long long i, Rounding direction);

    static Word sum(Word a, Word b);
    static Word difference(Word a, Word b);
    static Word product(Word a, Word b);
    static Word quotient(Word a, Word b);
    static Word fused(Word a, Word b, Word c); ///< a b + c

    // In [0, 1]; NaN becomes 0.
    static Word saturated_sum(Word a, Word b);
    static Word saturated_difference(Word a, Word b);
    static Word saturated_product(Word a, Word b);
    static Word saturated_fused(Word a, Word b, Word c);
    static Word rectified_fused(Word a, Word b, Word c); ///< 0 if negative

    // Of a number and NaN the number, and +0 is larger than -0; or NaN if there is one.
    static Word larger(Word a, Word b);
    static Word smaller(Word a, Word b);
    static Word larger_or_nan(Word a, Word b);
    static Word smaller_or_nan(Word a, Word b);

    // Those in u are true where a number is NaN, the others are false.
    static bool eq(Word a, Word b), ne(Word a, Word b), lt(Word a, Word b), le(Word a, Word b),
        gt(Word a, Word b), ge(Word a, Word b);
    static bool equ(Word a, Word b), neu(Word a, Word b), ltu(Word a, Word b), leu(Word a, Word b),
        gtu(Word a, Word b), geu(Word a, Word b);

    using Function = double(double);
    /// A function of a real number. Rounded correctly wherever double precision decides which neighbour is
    /// nearer; the tests look at every word.
    static Word apply(Function* function, Word a) { return rounded(function(value(a))); }

    // The same in both halves of 32 bits. A comparison sets all bits of a half for which it is true.
    static Pair both(Word (*operation)(Word, Word), Pair a, Pair b);
    static Pair both(Word (*operation)(Word, Word, Word), Pair a, Pair b, Pair c);
    static Pair compare(bool (*comparison)(Word, Word), Pair a, Pair b);
    static Pair apply_both(Function* function, Pair a);

    static bool is_nan(Word a) { return (a & 0x7fff) > infinity; }
    static Word one() { return rounded(1.0); }

    static constexpr Word infinity = Format::infinity, nan = 0x7fff;
};
extern template struct SixteenBits<Binary16>;
extern template struct SixteenBits<Bfloat16>;

/// Functions that <cmath> lacks or overloads, for apply().
namespace real {
double sqrt(double), rsqrt(double), reciprocal(double);
double log(double), log2(double), log10(double), exp(double), exp2(double), exp10(double);
double cos(double), sin(double), tanh(double);
double ceil(double), floor(double), trunc(double), rint(double);
} // namespace real

/// Rounded to an integer that lies in [least, most]: what is beyond ends at the limit, and NaN at 0.
long long integer(float x, Rounding direction, long long least, long long most);
unsigned long long natural(float x, Rounding direction, unsigned long long most);

/// As the conversions of the CUDA Math API are documented: saturating; NaN is 0, or 2^63 in 64 bits.
template<class Integer> GPU_UNSEEN Integer to_integer(float x, Rounding direction) {
    using Limits = std::numeric_limits<Integer>;
    if (sizeof(Integer) == 8 && x != x) return static_cast<Integer>(1ull << 63);
    if constexpr (Limits::is_signed)
        return static_cast<Integer>(integer(x, direction, Limits::min(), Limits::max()));
    else
        return static_cast<Integer>(natural(x, direction, Limits::max()));
}

} // namespace gpu
