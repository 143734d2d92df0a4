/// @file
/// Numbers of 16 bits as kernels compute with them: every operation rounds once, as exact integers say.

#include "judge/catch_seam.hpp"

#include "gpu/include/cuda_bf16.h"
#include "gpu/include/cuda_fp16.h"

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <random>
#include <vector>

namespace {

__extension__ using Wide = __int128;

/// The numbers of a format, from its definition.
struct Format {
    int precision, smallest; ///< the subnormal numbers are multiples of 2^smallest
    std::uint16_t infinity;

    int significand_bits() const { return precision - 1; }
    std::uint16_t largest() const { return static_cast<std::uint16_t>(infinity - 1); }
    long long significand(std::uint16_t word) const {
        const int rest = word & ((1 << significand_bits()) - 1);
        const int magnitude = exponent_field(word) ? rest + (1 << significand_bits()) : rest;
        return word & 0x8000 ? -magnitude : magnitude;
    }
    int exponent(std::uint16_t word) const { return smallest + std::max(exponent_field(word), 1) - 1; }
    int exponent_field(std::uint16_t word) const { return (word & 0x7fff) >> significand_bits(); }
    bool is_finite(std::uint16_t word) const { return (word & 0x7fff) < infinity; }
    bool is_nan(std::uint16_t word) const { return (word & 0x7fff) > infinity; }
    double value(std::uint16_t word) const {
        return std::ldexp(static_cast<double>(significand(word)), exponent(word));
    }
};
constexpr Format binary16{11, -24, 0x7c00}, bfloat16{8, -133, 0x7f80};

/// An exact number n 2^unit, or, if `more`, a little further away from 0 than that.
struct Exact {
    Wide n;
    int unit;
    bool more = false;
};

int bits_of(Wide n) {
    int bits = 0;
    for (; n; n >>= 1) ++bits;
    return bits;
}

/// The word that an exact number other than 0 rounds to, half-way cases to the even word.
std::uint16_t rounded(const Format& format, const Exact& exact) {
    const bool negative = exact.n < 0;
    const Wide n = negative ? -exact.n : exact.n;
    const int quantum = std::max(bits_of(n) + exact.unit - format.precision, format.smallest);
    const int dropped = quantum - exact.unit;
    Wide kept = dropped > 0 ? n >> std::min(dropped, 126) : n << -dropped;
    if (dropped > 0) {
        const Wide twice = (n - (kept << std::min(dropped, 126))) << 1,
                   one = Wide{1} << std::min(dropped, 126);
        if (twice > one || (twice == one && (exact.more || (kept & 1)))) ++kept;
    }
    const int field = quantum - format.smallest;
    const long long word =
        (static_cast<long long>(field) << format.significand_bits()) + static_cast<long long>(kept);
    return static_cast<std::uint16_t>(std::min<long long>(word, format.infinity) | (negative ? 0x8000 : 0));
}

Exact product(const Format& format, std::uint16_t a, std::uint16_t b) {
    return {Wide{format.significand(a)} * format.significand(b), format.exponent(a) + format.exponent(b)};
}

/// Exact if the exponents are at most 60 apart.
Exact sum(const Exact& a, const Exact& b) {
    const int unit = std::min(a.unit, b.unit);
    return {(a.n << (a.unit - unit)) + (b.n << (b.unit - unit)), unit};
}

Exact exactly(const Format& format, std::uint16_t a) { return {format.significand(a), format.exponent(a)}; }

Exact quotient(const Format& format, std::uint16_t a, std::uint16_t b) {
    const bool negative = (a ^ b) & 0x8000;
    const Wide over = Wide{std::abs(format.significand(a))} << 60, under = std::abs(format.significand(b));
    return {negative ? -(over / under) : over / under, format.exponent(a) - format.exponent(b) - 60,
            over % under != 0};
}

Exact root(const Format& format, std::uint16_t a) {
    const int odd = format.exponent(a) & 1;
    const Wide square = Wide{format.significand(a)} << (60 + odd);
    const auto whole = static_cast<long long>(std::sqrt(static_cast<long double>(square)));
    Wide n = whole;
    while (n * n > square) --n;
    while ((n + 1) * (n + 1) <= square) ++n;
    return {n, (format.exponent(a) - 60 - odd) / 2, n * n != square};
}

/// Limits, their neighbours, and numbers around 1.
std::vector<std::uint16_t> remarkable(const Format& format) {
    const auto one =
        static_cast<std::uint16_t>(format.infinity / 2 & ~((1 << format.significand_bits()) - 1));
    const auto normal = static_cast<std::uint16_t>(1 << format.significand_bits());
    std::vector<std::uint16_t> result;
    for (int word : {0, 1, 2, 3, normal / 2, normal - 1, +normal, normal + 1, one - 1, +one, one + 1,
                     one + normal, one + normal / 2, format.largest() - 1, +format.largest()})
        result.insert(result.end(),
                      {static_cast<std::uint16_t>(word), static_cast<std::uint16_t>(word | 0x8000)});
    return result;
}

/// The same functions of both formats.
struct Half {
    using Number = __half;
    using Pair = __half2;
    static constexpr Format format = binary16;
    static Number of(std::uint16_t word) { return __ushort_as_half(word); }
};
struct Brain {
    using Number = __nv_bfloat16;
    using Pair = __nv_bfloat162;
    static constexpr Format format = bfloat16;
    static Number of(std::uint16_t word) { return __ushort_as_bfloat16(word); }
};
std::uint16_t word(__half a) { return __half_as_ushort(a); }
std::uint16_t word(__nv_bfloat16 a) { return __bfloat16_as_ushort(a); }

/// Calls `check` with pairs of words whose exponents are near enough for exact sums.
template<class Check> void with_pairs(const Format& format, int count, Check check) {
    std::mt19937 random(1);
    const auto words = remarkable(format);
    const auto try_pair = [&](std::uint16_t a, std::uint16_t b) {
        if (std::abs(format.exponent(a) - format.exponent(b)) <= 60) check(a, b);
    };
    for (const auto a : words)
        for (const auto b : words) try_pair(a, b);
    while (count-- > 0) {
        const auto a = static_cast<std::uint16_t>(random());
        const auto near = static_cast<std::uint16_t>(a ^ (random() & (0x8fff >> random() % 4)));
        if (format.is_finite(a) && format.is_finite(near)) try_pair(a, near);
    }
}

/// Counts what differs, so that a table of a hundred thousand cases is one check.
struct Differences {
    long count = 0;
    std::string first;
    void operator()(std::uint16_t found, std::uint16_t expected, const char* what, int a, int b = 0,
                    int c = 0) {
        if (found != expected && count++ == 0) {
            char text[100];
            std::snprintf(text, sizeof text, "%s of %04x %04x %04x: %04x instead of %04x", what, a, b, c,
                          found, expected);
            first = text;
        }
    }
};

} // namespace

TEMPLATE_TEST_CASE("every 16-bit word is the number that its format says, and comes back", "", Half, Brain) {
    constexpr Format format = TestType::format;
    Differences differ;
    for (int w = 0; w <= 0xffff; ++w) {
        const auto a = TestType::of(static_cast<std::uint16_t>(w));
        const float value = a;
        if (format.is_nan(word(a))) {
            differ(std::isnan(value) && __hisnan(a) && !(a == a) && a != a, 1, "NaN", w);
            continue;
        }
        differ(word(typename TestType::Number(value)), word(a), "float", w);
        differ(word(typename TestType::Number(static_cast<double>(value))), word(a), "double", w);
        if (format.is_finite(word(a))) differ(value == format.value(word(a)), 1, "value", w);
    }
    CHECK(differ.first == "");
}

TEMPLATE_TEST_CASE("conversions of reals round to even at midpoints, and in the direction that is asked for",
                   "", Half, Brain) {
    constexpr Format format = TestType::format;
    using Arithmetic = typename TestType::Number::Arithmetic;
    using gpu::Rounding;
    Differences differ;
    for (int w = 0; w < format.infinity; ++w) {
        // Between a word and the next one; the one after the largest would be infinity's.
        const double low = format.value(static_cast<std::uint16_t>(w));
        const double high = format.value(static_cast<std::uint16_t>(w + 1)), middle = (low + high) / 2;
        const auto even = static_cast<std::uint16_t>(w & 1 ? w + 1 : w);
        const double below = std::nextafter(middle, 0), above = std::nextafter(middle, INFINITY);
        for (const int sign : {0, 0x8000}) {
            const double s = sign ? -1 : 1;
            const auto is = [&](double x, Rounding direction, int expected) {
                differ(Arithmetic::rounded(s * x, direction), static_cast<std::uint16_t>(expected | sign),
                       "rounding", w, sign, static_cast<int>(direction));
            };
            is(middle, Rounding::nearest, even);
            is(below, Rounding::nearest, w);
            is(above, Rounding::nearest, w + 1);
            for (const double x : {below, middle, above}) {
                is(x, Rounding::zero, w);
                is(x, sign ? Rounding::down : Rounding::up, w + 1);
                is(x, sign ? Rounding::up : Rounding::down, w);
            }
        }
    }
    CHECK(differ.first == "");
}

TEST_CASE("the named conversions are those of the CUDA Math API") {
    CHECK(word(__float2half(65519.996f)) == 0x7bff);
    CHECK(word(__float2half_rn(65520)) == 0x7c00);
    CHECK(word(__float2half_rz(1e30f)) == 0x7bff);
    CHECK(word(__float2half_ru(1e-30f)) == 1);
    CHECK(word(__float2half_rd(-1e-30f)) == 0x8001);
    CHECK(word(__double2half(1 + 0x1p-11 + 0x1p-40)) == 0x3c01); // by way of float it would be a tie
    CHECK(word(__float2bfloat16(1 + 0x1p-8f)) == 0x3f80);
    CHECK(word(__float2bfloat16_rz(3.4e38f)) == 0x7f7f);
    CHECK(word(__float2bfloat16_ru(1 + 0x1p-20f)) == 0x3f81);
    CHECK(__half2float(__ushort_as_half(0x3555)) == 0.333251953125f);
    CHECK(__half_as_short(__short_as_half(-1)) == -1);

    const __half2 pair = __floats2half2_rn(1, -2);
    CHECK((__low2float(pair) == 1 && __high2float(pair) == -2));
    CHECK((float(__low2half(__lowhigh2highlow(pair))) == -2 && float(__high2half(pair)) == -2));
    CHECK(__hbeq2(__lows2half2(pair, __half2half2(__half(3))), __halves2half2(__half(1), __half(3))));
    CHECK(__hbeq2(__high2half2(pair), __float2half2_rn(-2)));
    CHECK(__half22float2(pair).y == -2);
    CHECK(__low2float(__float22bfloat162_rn({5, 6})) == 5);
}

TEST_CASE("integers become numbers, and numbers integers, saturating") {
    CHECK(word(__int2half_rn(2049)) == word(__half(2048)));
    CHECK(word(__int2half_ru(2049)) == word(__half(2050)));
    CHECK(word(__int2half_rz(-2049)) == word(__half(-2048)));
    CHECK(word(__uint2half_rn(65520)) == 0x7c00);
    CHECK(word(__uint2half_rd(4000000000u)) == 0x7bff);
    CHECK(word(__ll2half_rn(-2051)) == word(__half(-2052)));
    // 2^60 + 2^52 + 1 lies above the midpoint, and is no double.
    CHECK(word(__ll2bfloat16_rn((1ll << 60) + (1ll << 52) + 1)) == word(__nv_bfloat16(0x1p60f + 0x1p53f)));
    CHECK(word(__ull2bfloat16_rn(~0ull)) == word(__nv_bfloat16(0x1p64f)));
    CHECK(__half2int_rn(__half(2.5f)) == 2);
    CHECK(__half2int_rz(__half(-2.5f)) == -2);
    CHECK(__half2int_rd(__half(-2.5f)) == -3);
    CHECK(__half2int_ru(__half(2.25f)) == 3);
    CHECK(__half2short_rz(__half(60000)) == 32767);
    CHECK(__half2char_rz(__half(-1000)) == -128);
    CHECK(__half2uint_rn(__half(-1)) == 0);
    CHECK(__half2int_rn(CUDART_NAN_FP16) == 0);
    CHECK(__half2ll_rn(CUDART_NAN_FP16) == std::numeric_limits<long long>::min());
    CHECK(__bfloat162ull_rz(CUDART_INF_BF16) == ~0ull);
    CHECK(static_cast<int>(__half(-3.75f)) == -3);
}

TEMPLATE_TEST_CASE("sums, products and quotients round the exact result once", "", Half, Brain) {
    constexpr Format format = TestType::format;
    Differences differ;
    with_pairs(format, 100000, [&](std::uint16_t a, std::uint16_t b) {
        const auto x = TestType::of(a), y = TestType::of(b);
        const auto expect = [&](auto found, const Exact& exact, const char* what) {
            if (exact.n != 0) differ(word(found), rounded(format, exact), what, a, b);
        };
        const auto minus = static_cast<std::uint16_t>(b ^ 0x8000);
        expect(x + y, sum(exactly(format, a), exactly(format, b)), "sum");
        expect(x - y, sum(exactly(format, a), exactly(format, minus)), "difference");
        expect(x * y, product(format, a, b), "product");
        if (format.significand(b)) expect(x / y, quotient(format, a, b), "quotient");
    });
    CHECK(differ.first == "");
}

TEMPLATE_TEST_CASE("a fused operation rounds the exact a b + c once", "", Half, Brain) {
    constexpr Format format = TestType::format;
    Differences differ;
    std::mt19937 random(2);
    with_pairs(format, 100000, [&](std::uint16_t a, std::uint16_t b) {
        const Exact ab = product(format, a, b);
        if (ab.n == 0) return;
        // Near the product, or half a unit of it away: where rounding the product first goes wrong.
        const auto near = rounded(format, ab);
        for (const int shift : {0, format.precision << format.significand_bits()}) {
            const auto c =
                static_cast<std::uint16_t>((near ^ (random() & 0x8003)) - (near & 0x7fff ? shift : 0));
            if (!format.is_finite(c) || std::abs(format.exponent(c) - ab.unit) > 60) continue;
            const Exact exact = sum(ab, exactly(format, c));
            const auto found = __hfma(TestType::of(a), TestType::of(b), TestType::of(c));
            if (exact.n != 0) differ(word(found), rounded(format, exact), "a b + c", a, b, c);
        }
    });
    CHECK(differ.first == "");
}

TEST_CASE("a fused operation sees what is far below the last bit of double") {
    const __nv_bfloat16 seven(7), tiny(0x1p-60f);
    // 259 lies half-way between 258 and 260.
    CHECK(float(__hfma(seven, __nv_bfloat16(37), tiny)) == 260);
    CHECK(float(__hfma(seven, __nv_bfloat16(37), -tiny)) == 258);
    CHECK(float(__hfma(-seven, __nv_bfloat16(37), tiny)) == -258);
}

TEMPLATE_TEST_CASE("square roots are rounded correctly, for every word", "", Half, Brain) {
    constexpr Format format = TestType::format;
    Differences differ;
    for (std::uint16_t w = 1; w < format.infinity; ++w)
        differ(word(hsqrt(TestType::of(w))), rounded(format, root(format, w)), "root", w);
    CHECK(differ.first == "");
    CHECK(__hisnan(hsqrt(TestType::of(0xbc00))));
}

TEMPLATE_TEST_CASE("double precision decides to which neighbour a function's value rounds", "", Half, Brain) {
    constexpr Format format = TestType::format;
    namespace real = gpu::real;
    for (auto* function : {real::rsqrt, real::reciprocal, real::exp, real::exp2, real::exp10, real::log,
                           real::log2, real::log10, real::sin, real::cos, real::tanh}) {
        double nearest = INFINITY; // the smallest relative distance from a midpoint, other than 0
        for (int w = 1; w < format.infinity; ++w)
            for (const int sign : {0, 0x8000}) {
                const double y = std::fabs(function(format.value(static_cast<std::uint16_t>(w | sign))));
                if (!(y >= std::ldexp(0.5, format.smallest) && y <= format.value(format.largest()))) continue;
                const int exponent = std::max(std::ilogb(y) - format.precision + 1, format.smallest);
                const double places = std::ldexp(y, -exponent),
                             distance = std::fabs(places - std::floor(places) - 0.5);
                if (distance > 0) nearest = std::min(nearest, distance / places);
            }
        CHECK(nearest > 64 * std::numeric_limits<double>::epsilon());
    }
}

TEMPLATE_TEST_CASE("an infinity or NaN goes through arithmetic as IEEE 754 says", "", Half, Brain) {
    using Number = typename TestType::Number;
    const Number infinity = TestType::of(TestType::format.infinity), one(1), zero(0);
    const Number nan = TestType::of(0x7fff), largest = TestType::of(TestType::format.largest());
    CHECK(word(largest + largest) == word(infinity));
    CHECK(word(one / zero) == word(infinity));
    CHECK(word(-one / zero) == word(-infinity));
    CHECK(__hisnan(infinity - infinity));
    CHECK(__hisnan(zero * infinity));
    CHECK(__hisnan(__hfma(infinity, one, -infinity)));
    CHECK((__hisinf(infinity) == 1 && __hisinf(-infinity) == -1 && __hisinf(largest) == 0 &&
           __hisinf(nan) == 0));
    CHECK(word(__hmul(Number(-1.0f), zero)) == 0x8000);
    CHECK(word(one - one) == 0);
}

TEMPLATE_TEST_CASE("comparisons: ordered ones are false for NaN, unordered ones true", "", Half, Brain) {
    using Number = typename TestType::Number;
    using Pair = typename TestType::Pair;
    const Number one(1), two(2), nan = TestType::of(0x7fff);
    CHECK((one < two && one <= two && two > one && two >= one && one != two && one == one));
    CHECK_FALSE((__heq(nan, one) || __hne(nan, one) || __hlt(nan, one) || __hle(one, nan) ||
                 __hgt(nan, one) || __hge(one, nan)));
    CHECK((__hequ(nan, one) && __hneu(nan, one) && __hltu(nan, one) && __hleu(one, nan) && __hgtu(nan, one) &&
           __hgeu(one, nan)));
    CHECK((__hne(one, two) && !__hneu(one, one) && __hltu(one, two) && !__hgtu(one, two)));
    const Pair a(one, two), b(two, two);
    CHECK(__hlt2_mask(a, b) == 0x0000ffff);
    CHECK((__low2float(__heq2(a, b)) == 0 && __high2float(__heq2(a, b)) == 1));
    CHECK((__hble2(a, b) && !__hblt2(a, b) && a <= b && a != Pair(two, one)));
    CHECK(__low2float(__hisnan2(Pair(nan, one))) == 1);
}

TEMPLATE_TEST_CASE("the larger of a number and NaN is the number, unless NaN is asked for", "", Half, Brain) {
    using Number = typename TestType::Number;
    const Number one(1), two(2), nan = TestType::of(0xffff), zero(0), minus_zero = TestType::of(0x8000);
    CHECK((float(__hmax(one, two)) == 2 && float(__hmin(one, two)) == 1));
    CHECK((float(__hmax(one, nan)) == 1 && float(__hmin(nan, one)) == 1));
    CHECK((word(__hmax(nan, nan)) == 0x7fff && word(__hmax_nan(one, nan)) == 0x7fff &&
           word(__hmin_nan(nan, one)) == 0x7fff));
    CHECK((word(__hmax(minus_zero, zero)) == 0 && word(__hmin(zero, minus_zero)) == 0x8000));
    CHECK((float(__hadd_sat(one, two)) == 1 && float(__hsub_sat(one, two)) == 0 &&
           word(__hmul_sat(nan, one)) == 0));
    CHECK((float(__hfma_sat(two, two, one)) == 1 && float(__hfma_relu(two, -two, one)) == 0));
    CHECK(__hisnan(__hfma_relu(nan, one, one)));
}

TEMPLATE_TEST_CASE("pairs compute as their two numbers do", "", Half, Brain) {
    using Number = typename TestType::Number;
    using Pair = typename TestType::Pair;
    Pair a(Number(3), Number(-4)), b(Number(2), Number(8)), one(Number(1), Number(1));
    CHECK((a + b == Pair(Number(5), Number(4)) && a - b == Pair(Number(1), Number(-12))));
    CHECK((a * b == Pair(Number(6), Number(-32)) && a / b == Pair(Number(1.5f), Number(-0.5f))));
    CHECK(__hfma2(a, b, one) == Pair(Number(7), Number(-31)));
    CHECK(__hcmadd(a, b, one) == Pair(Number(39), Number(17))); // (3-4i)(2+8i) + 1+i
    CHECK((-a == __hneg2(a) && __habs2(a) == Pair(Number(3), Number(4))));
    CHECK(h2sqrt(Pair(Number(9), Number(16))) == Pair(Number(3), Number(4)));
    CHECK((a++ == Pair(Number(3), Number(-4)) && --a == Pair(Number(3), Number(-4))));
    a += one, a *= one, a -= one, a /= one;
    CHECK(a == Pair(Number(3), Number(-4)));
    CHECK((__hmax2(a, b) == Pair(Number(3), Number(8)) && __hmin2(a, b) == Pair(Number(2), Number(-4))));
}

TEST_CASE("a 16-bit number has the size of its bits, and may lie in a union") {
    union Packed {
        unsigned words[4];
        __half2 pairs[4];
    } packed = {{0x3c003c00, 0, 0, 0xc000c000}};
    CHECK((sizeof(__half) == 2 && sizeof(__half2) == 4 && alignof(__half2) == 4));
    CHECK((float(packed.pairs[0].x) == 1 && float(packed.pairs[3].y) == -2));
    __half number = 0.1f;
    number = 2.0; // an assignment converts, as in NVIDIA's class
    CHECK((number && !__half(0) && !__half(-0.0f)));
    CHECK((++number == __half(3) && number-- == __half(3) && number == __half(2)));
    CHECK((htrunc(__half(-1.5f)) == __half(-1) && hceil(__half(1.25f)) == __half(2) &&
           hrint(__half(2.5f)) == __half(2)));
}
