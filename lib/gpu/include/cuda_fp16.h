#pragma once
/// @file
/// __half and __half2, numbers of 16 bits in IEEE 754's binary16, under NVIDIA's names (CUDA Math API, "Half
/// Precision Intrinsics").

#include "gpu/sixteen_bits.hpp"
#include "gpu/vector_types.hpp"
#include "gpu/warp.hpp"

/// The bits of a __half.
struct __half_raw {
    unsigned short x;
};
struct alignas(4) __half2_raw {
    unsigned short x, y;
};

#define GPU_NUMBER __half
#define GPU_PAIR __half2
#define GPU_RAW __half_raw
#define GPU_RAW_PAIR __half2_raw
#define GPU_FORMAT Binary16
#define GPU_NAME half
#include "gpu/sixteen_bits_types.inc"
#undef GPU_NUMBER
#undef GPU_PAIR
#undef GPU_RAW
#undef GPU_RAW_PAIR
#undef GPU_FORMAT
#undef GPU_NAME

using half = __half;
using half2 = __half2;
using __nv_half = __half;
using __nv_half2 = __half2;
using nv_half = __half;
using nv_half2 = __half2;

GPU_IN_PLACE __half2 __halves2half2(const __half& low, const __half& high) { return __half2(low, high); }
GPU_IN_PLACE __half2 make_half2(const __half& low, const __half& high) { return __half2(low, high); }
GPU_IN_PLACE __half2 __half2half2(const __half& a) { return __half2::of(a.word() * 0x10001u); }
GPU_UNSEEN __half2 __floats2half2_rn(float low, float high) { return __half2(__half(low), __half(high)); }
GPU_UNSEEN __half2 __float2half2_rn(float x) { return __floats2half2_rn(x, x); }
GPU_IN_PLACE __half2 __float22half2_rn(const float2& a) { return __floats2half2_rn(a.x, a.y); }
GPU_IN_PLACE float2 __half22float2(const __half2& a) {
    const __half2 read_at_once = a;
    return {__half2float(read_at_once.x), __half2float(read_at_once.y)};
}

GPU_IN_PLACE __half __low2half(const __half2& a) {
    return __half::of(static_cast<unsigned short>(a.words()));
}
GPU_IN_PLACE __half __high2half(const __half2& a) {
    return __half::of(static_cast<unsigned short>(a.words() >> 16));
}
GPU_IN_PLACE __half2 __low2half2(const __half2& a) { return __half2half2(__low2half(a)); }
GPU_IN_PLACE __half2 __high2half2(const __half2& a) { return __half2half2(__high2half(a)); }
GPU_IN_PLACE __half2 __lows2half2(const __half2& a, const __half2& b) {
    return __half2(__low2half(a), __low2half(b));
}
GPU_IN_PLACE __half2 __highs2half2(const __half2& a, const __half2& b) {
    return __half2(__high2half(a), __high2half(b));
}

#define CUDART_INF_FP16 __ushort_as_half(0x7c00)
#define CUDART_NAN_FP16 __ushort_as_half(0x7fff)
#define CUDART_MIN_DENORM_FP16 __ushort_as_half(0x0001)
#define CUDART_MAX_NORMAL_FP16 __ushort_as_half(0x7bff)
#define CUDART_NEG_ZERO_FP16 __ushort_as_half(0x8000)
#define CUDART_ZERO_FP16 __ushort_as_half(0x0000)
#define CUDART_ONE_FP16 __ushort_as_half(0x3c00)
