#pragma once
/// @file
/// Mathematical functions of device code that the C library lacks, and NVIDIA's intrinsics. An intrinsic is
/// at least as exact here as on a GPU: results may differ in the last bits, there and here.

#include "gpu/unseen.hpp"

#include <bit>
#include <cfenv>
#include <cmath>
#include <cstdint>
#include <math.h>
#include <stdlib.h>
#include <type_traits>

namespace gpu {

/// The type of min() and max() of two types: integers, or floating-point numbers, but not one of each.
template<class A, class B> using Mixed =
    std::enable_if_t<!std::is_same_v<A, B> && ((std::is_integral_v<A> && std::is_integral_v<B>) ||
                                               (std::is_floating_point_v<A> && std::is_floating_point_v<B>)),
                     std::common_type_t<A, B>>;

__extension__ typedef __int128 Integer128;
__extension__ typedef unsigned __int128 Natural128;

/// With a rounding direction of its own: FE_TONEAREST, FE_TOWARDZERO, FE_UPWARD, FE_DOWNWARD.
float sum(float a, float b, int direction);
double sum(double a, double b, int direction);
float product(float a, float b, int direction);
double product(double a, double b, int direction);
float quotient(float a, float b, int direction);
double quotient(double a, double b, int direction);
float root(float a, int direction);
double root(double a, int direction);
float fused(float a, float b, float c, int direction);
double fused(double a, double b, double c, int direction);
/// A conversion to an integer saturates; NaN becomes 0.
long long integer(double x, int direction, long long least, long long greatest);
unsigned long long natural(double x, int direction, unsigned long long greatest);

} // namespace gpu

// ---- min, max --------------------------------------------------------------------------------------------

#define GPU_MIN_MAX(T)                                                                                       \
    GPU_UNSEEN T min(T a, T b) { return b < a ? b : a; }                                                     \
    GPU_UNSEEN T max(T a, T b) { return a < b ? b : a; }
GPU_MIN_MAX(int)
GPU_MIN_MAX(unsigned int)
GPU_MIN_MAX(long)
GPU_MIN_MAX(unsigned long)
GPU_MIN_MAX(long long)
GPU_MIN_MAX(unsigned long long)
#undef GPU_MIN_MAX
GPU_UNSEEN float min(float a, float b) { return fminf(a, b); }
GPU_UNSEEN float max(float a, float b) { return fmaxf(a, b); }
GPU_UNSEEN double min(double a, double b) { return fmin(a, b); }
GPU_UNSEEN double max(double a, double b) { return fmax(a, b); }
template<class A, class B> GPU_UNSEEN gpu::Mixed<A, B> min(A a, B b) {
    using T = gpu::Mixed<A, B>;
    return min(static_cast<T>(a), static_cast<T>(b));
}
template<class A, class B> GPU_UNSEEN gpu::Mixed<A, B> max(A a, B b) {
    using T = gpu::Mixed<A, B>;
    return max(static_cast<T>(a), static_cast<T>(b));
}
GPU_UNSEEN unsigned umin(unsigned a, unsigned b) { return min(a, b); }
GPU_UNSEEN unsigned umax(unsigned a, unsigned b) { return max(a, b); }

// ---- functions -------------------------------------------------------------------------------------------

GPU_UNSEEN float rsqrtf(float x) { return static_cast<float>(1 / std::sqrt(static_cast<double>(x))); }
GPU_UNSEEN double rsqrt(double x) { return 1 / std::sqrt(x); }
GPU_UNSEEN float rcbrtf(float x) { return static_cast<float>(1 / std::cbrt(static_cast<double>(x))); }
GPU_UNSEEN double rcbrt(double x) { return 1 / std::cbrt(x); }
GPU_UNSEEN double sinpi(double x) { return std::sin(3.141592653589793 * std::fmod(x, 2.0)); }
GPU_UNSEEN double cospi(double x) { return std::cos(3.141592653589793 * std::fmod(x, 2.0)); }
GPU_UNSEEN float sinpif(float x) { return static_cast<float>(sinpi(x)); }
GPU_UNSEEN float cospif(float x) { return static_cast<float>(cospi(x)); }
GPU_UNSEEN double norm3d(double x, double y, double z) { return std::hypot(x, y, z); }
GPU_UNSEEN double norm4d(double x, double y, double z, double w) {
    return std::hypot(std::hypot(x, y, z), w);
}
GPU_UNSEEN double rnorm3d(double x, double y, double z) { return 1 / norm3d(x, y, z); }
GPU_UNSEEN double rhypot(double x, double y) { return 1 / std::hypot(x, y); }
GPU_UNSEEN float norm3df(float x, float y, float z) { return static_cast<float>(norm3d(x, y, z)); }
GPU_UNSEEN float norm4df(float x, float y, float z, float w) {
    return static_cast<float>(norm4d(x, y, z, w));
}
GPU_UNSEEN float rnorm3df(float x, float y, float z) { return static_cast<float>(rnorm3d(x, y, z)); }
GPU_UNSEEN float rhypotf(float x, float y) { return static_cast<float>(rhypot(x, y)); }
GPU_UNSEEN float fdividef(float a, float b) { return a / b; }
GPU_UNSEEN float normcdff(float x) { return static_cast<float>(0.5 * std::erfc(-x / 1.4142135623730951)); }
GPU_UNSEEN double normcdf(double x) { return 0.5 * std::erfc(-x / 1.4142135623730951); }
GPU_UNSEEN float __saturatef(float x) { return x > 0 ? (x < 1 ? x : 1.0f) : 0.0f; }
GPU_UNSEEN float __frcp_rn(float x) { return 1 / x; }
GPU_UNSEEN float __frsqrt_rn(float x) { return rsqrtf(x); }
GPU_UNSEEN double __drcp_rn(double x) { return 1 / x; }
GPU_UNSEEN float __fdividef(float a, float b) { return a / b; }

namespace gpu {

GPU_UNSEEN float fast_exp(float x) { return ::expf(x); }
GPU_UNSEEN float fast_exp10(float x) { return static_cast<float>(std::pow(10.0, static_cast<double>(x))); }
GPU_UNSEEN float fast_log(float x) { return ::logf(x); }
GPU_UNSEEN float fast_log2(float x) { return ::log2f(x); }
GPU_UNSEEN float fast_log10(float x) { return ::log10f(x); }
GPU_UNSEEN float fast_sin(float x) { return ::sinf(x); }
GPU_UNSEEN float fast_cos(float x) { return ::cosf(x); }
GPU_UNSEEN float fast_tan(float x) { return ::tanf(x); }
GPU_UNSEEN float fast_pow(float x, float y) { return ::powf(x, y); }
GPU_UNSEEN void fast_sincos(float x, float* sine, float* cosine) { *sine = ::sinf(x), *cosine = ::cosf(x); }

} // namespace gpu

// The C library declares some of these for itself.
#define __expf(x) ::gpu::fast_exp(x)
#define __exp10f(x) ::gpu::fast_exp10(x)
#define __logf(x) ::gpu::fast_log(x)
#define __log2f(x) ::gpu::fast_log2(x)
#define __log10f(x) ::gpu::fast_log10(x)
#define __sinf(x) ::gpu::fast_sin(x)
#define __cosf(x) ::gpu::fast_cos(x)
#define __tanf(x) ::gpu::fast_tan(x)
#define __powf(x, y) ::gpu::fast_pow(x, y)
#define __sincosf(x, s, c) ::gpu::fast_sincos(x, s, c)

// ---- arithmetic with a rounding direction
// ------------------------------------------------------------------

#define GPU_DIRECTIONS(define)                                                                               \
    define(rn, FE_TONEAREST) define(rz, FE_TOWARDZERO) define(ru, FE_UPWARD) define(rd, FE_DOWNWARD)
#define GPU_ARITHMETIC(suffix, direction)                                                                    \
    GPU_UNSEEN float __fadd_##suffix(float a, float b) { return gpu::sum(a, b, direction); }                 \
    GPU_UNSEEN float __fsub_##suffix(float a, float b) { return gpu::sum(a, -b, direction); }                \
    GPU_UNSEEN float __fmul_##suffix(float a, float b) { return gpu::product(a, b, direction); }             \
    GPU_UNSEEN float __fdiv_##suffix(float a, float b) { return gpu::quotient(a, b, direction); }            \
    GPU_UNSEEN float __fsqrt_##suffix(float a) { return gpu::root(a, direction); }                           \
    GPU_UNSEEN float __fmaf_##suffix(float a, float b, float c) { return gpu::fused(a, b, c, direction); }   \
    GPU_UNSEEN double __dadd_##suffix(double a, double b) { return gpu::sum(a, b, direction); }              \
    GPU_UNSEEN double __dsub_##suffix(double a, double b) { return gpu::sum(a, -b, direction); }             \
    GPU_UNSEEN double __dmul_##suffix(double a, double b) { return gpu::product(a, b, direction); }          \
    GPU_UNSEEN double __ddiv_##suffix(double a, double b) { return gpu::quotient(a, b, direction); }         \
    GPU_UNSEEN double __dsqrt_##suffix(double a) { return gpu::root(a, direction); }                         \
    GPU_UNSEEN double __fma_##suffix(double a, double b, double c) {                                         \
        return gpu::fused(a, b, c, direction);                                                               \
    }                                                                                                        \
    GPU_UNSEEN float __double2float_##suffix(double x) {                                                     \
        const float nearest = static_cast<float>(x);                                                         \
        const bool up = direction == FE_UPWARD || (direction == FE_TOWARDZERO && x < 0);                     \
        const bool down = direction == FE_DOWNWARD || (direction == FE_TOWARDZERO && x > 0);                 \
        if (up && nearest < x) return ::nextafterf(nearest, INFINITY);                                       \
        return down && nearest > x ? ::nextafterf(nearest, -INFINITY) : nearest;                             \
    }                                                                                                        \
    GPU_INTEGER(__float2int_##suffix, float, int, integer, direction, INT32_MIN, INT32_MAX)                  \
    GPU_INTEGER(__double2int_##suffix, double, int, integer, direction, INT32_MIN, INT32_MAX)                \
    GPU_INTEGER(__float2ll_##suffix, float, long long, integer, direction, INT64_MIN, INT64_MAX)             \
    GPU_INTEGER(__double2ll_##suffix, double, long long, integer, direction, INT64_MIN, INT64_MAX)           \
    GPU_INTEGER(__float2uint_##suffix, float, unsigned, natural, direction, UINT32_MAX)                      \
    GPU_INTEGER(__double2uint_##suffix, double, unsigned, natural, direction, UINT32_MAX)                    \
    GPU_INTEGER(__float2ull_##suffix, float, unsigned long long, natural, direction, UINT64_MAX)             \
    GPU_INTEGER(__double2ull_##suffix, double, unsigned long long, natural, direction, UINT64_MAX)
#define GPU_INTEGER(name, From, To, convert, ...)                                                            \
    GPU_UNSEEN To name(From x) { return static_cast<To>(gpu::convert(x, __VA_ARGS__)); }
GPU_DIRECTIONS(GPU_ARITHMETIC)
#undef GPU_INTEGER
#undef GPU_ARITHMETIC
#undef GPU_DIRECTIONS

GPU_UNSEEN float __int2float_rn(int x) { return static_cast<float>(x); }
GPU_UNSEEN float __uint2float_rn(unsigned x) { return static_cast<float>(x); }
GPU_UNSEEN float __ll2float_rn(long long x) { return static_cast<float>(x); }
GPU_UNSEEN float __ull2float_rn(unsigned long long x) { return static_cast<float>(x); }
GPU_UNSEEN double __int2double_rn(int x) { return x; }
GPU_UNSEEN double __uint2double_rn(unsigned x) { return x; }
GPU_UNSEEN double __ll2double_rn(long long x) { return static_cast<double>(x); }

// ---- bits ------------------------------------------------------------------------------------------------

GPU_UNSEEN int __float_as_int(float x) { return std::bit_cast<int>(x); }
GPU_UNSEEN unsigned __float_as_uint(float x) { return std::bit_cast<unsigned>(x); }
GPU_UNSEEN float __int_as_float(int x) { return std::bit_cast<float>(x); }
GPU_UNSEEN float __uint_as_float(unsigned x) { return std::bit_cast<float>(x); }
GPU_UNSEEN long long __double_as_longlong(double x) { return std::bit_cast<long long>(x); }
GPU_UNSEEN double __longlong_as_double(long long x) { return std::bit_cast<double>(x); }
GPU_UNSEEN int __double2hiint(double x) { return static_cast<int>(std::bit_cast<std::uint64_t>(x) >> 32); }
GPU_UNSEEN int __double2loint(double x) { return static_cast<int>(std::bit_cast<std::uint64_t>(x)); }
GPU_UNSEEN double __hiloint2double(int high, int low) {
    return std::bit_cast<double>(static_cast<std::uint64_t>(static_cast<std::uint32_t>(high)) << 32 |
                                 static_cast<std::uint32_t>(low));
}
GPU_UNSEEN int __popc(unsigned x) { return __builtin_popcount(x); }
GPU_UNSEEN int __popcll(unsigned long long x) { return __builtin_popcountll(x); }
GPU_UNSEEN int __clz(int x) { return x ? __builtin_clz(static_cast<unsigned>(x)) : 32; }
GPU_UNSEEN int __clzll(long long x) { return x ? __builtin_clzll(static_cast<unsigned long long>(x)) : 64; }
GPU_UNSEEN int __ffs(int x) { return __builtin_ffs(x); }
GPU_UNSEEN int __ffsll(long long x) { return __builtin_ffsll(x); }
GPU_UNSEEN unsigned __brev(unsigned x) {
    unsigned result = 0;
    for (int i = 0; i < 32; ++i) result |= (x >> i & 1u) << (31 - i);
    return result;
}
GPU_UNSEEN unsigned long long __brevll(unsigned long long x) {
    return static_cast<unsigned long long>(__brev(static_cast<unsigned>(x))) << 32 |
           __brev(static_cast<unsigned>(x >> 32));
}
GPU_UNSEEN unsigned __byte_perm(unsigned a, unsigned b, unsigned selector) {
    const std::uint64_t bytes = static_cast<std::uint64_t>(b) << 32 | a;
    unsigned result = 0;
    for (int i = 0; i < 4; ++i)
        result |= static_cast<unsigned>(bytes >> (selector >> 4 * i & 7) * 8 & 0xff) << 8 * i;
    return result;
}
GPU_UNSEEN unsigned __funnelshift_l(unsigned low, unsigned high, unsigned shift) {
    return static_cast<unsigned>(((static_cast<std::uint64_t>(high) << 32 | low) << (shift & 31)) >> 32);
}
GPU_UNSEEN unsigned __funnelshift_r(unsigned low, unsigned high, unsigned shift) {
    return static_cast<unsigned>((static_cast<std::uint64_t>(high) << 32 | low) >> (shift & 31));
}
GPU_UNSEEN int __mul24(int a, int b) { return (a << 8 >> 8) * (b << 8 >> 8); }
GPU_UNSEEN unsigned __umul24(unsigned a, unsigned b) { return (a & 0xffffff) * (b & 0xffffff); }
GPU_UNSEEN int __mulhi(int a, int b) { return static_cast<int>(static_cast<long long>(a) * b >> 32); }
GPU_UNSEEN unsigned __umulhi(unsigned a, unsigned b) {
    return static_cast<unsigned>(static_cast<unsigned long long>(a) * b >> 32);
}
GPU_UNSEEN long long __mul64hi(long long a, long long b) {
    return static_cast<long long>(static_cast<gpu::Integer128>(a) * b >> 64);
}
GPU_UNSEEN unsigned long long __umul64hi(unsigned long long a, unsigned long long b) {
    return static_cast<unsigned long long>(static_cast<gpu::Natural128>(a) * b >> 64);
}
// The mean of two integers, rounded down or up.
GPU_UNSEEN int __hadd(int a, int b) { return static_cast<int>((static_cast<long long>(a) + b) >> 1); }
GPU_UNSEEN int __rhadd(int a, int b) { return static_cast<int>((static_cast<long long>(a) + b + 1) >> 1); }
GPU_UNSEEN unsigned __uhadd(unsigned a, unsigned b) {
    return static_cast<unsigned>((static_cast<unsigned long long>(a) + b) >> 1);
}
GPU_UNSEEN unsigned __urhadd(unsigned a, unsigned b) {
    return static_cast<unsigned>((static_cast<unsigned long long>(a) + b + 1) >> 1);
}
GPU_UNSEEN int __dp4a(int a, int b, int c) {
    for (int i = 0; i < 32; i += 8) c += static_cast<std::int8_t>(a >> i) * static_cast<std::int8_t>(b >> i);
    return c;
}
GPU_UNSEEN unsigned __usad(unsigned a, unsigned b, unsigned c) { return c + (a > b ? a - b : b - a); }
GPU_UNSEEN unsigned __sad(int a, int b, unsigned c) {
    return c + (a > b ? static_cast<unsigned>(a) - static_cast<unsigned>(b)
                      : static_cast<unsigned>(b) - static_cast<unsigned>(a));
}

// ---- loads and stores with a hint for the caches: accesses like others, at the caller's line
// ---------------

#define GPU_LOAD(name)                                                                                       \
    template<class T> __attribute__((always_inline)) inline T name(const T* address) { return *address; }
GPU_LOAD(__ldg)
GPU_LOAD(__ldca)
GPU_LOAD(__ldcg)
GPU_LOAD(__ldcs)
GPU_LOAD(__ldlu)
GPU_LOAD(__ldcv)
#undef GPU_LOAD
#define GPU_STORE(name)                                                                                      \
    template<class T> __attribute__((always_inline)) inline void name(T* address, T value) {                 \
        *address = value;                                                                                    \
    }
GPU_STORE(__stwb)
GPU_STORE(__stcg)
GPU_STORE(__stcs)
GPU_STORE(__stwt)
#undef GPU_STORE

// ---- time, and ends
// ----------------------------------------------------------------------------------------

/// Counts up, in nanoseconds. clock() counts as the C library says.
long long clock64();
/// Lets others go first.
void __nanosleep(unsigned nanoseconds);
[[noreturn]] void __trap();
