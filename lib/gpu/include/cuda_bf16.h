#pragma once
/// @file
/// __nv_bfloat16 and __nv_bfloat162, numbers of 16 bits with the range of float, under NVIDIA's names (CUDA
/// Math API, "Bfloat16 Precision Intrinsics").

#include "cuda_fp16.h"

/// The bits of a __nv_bfloat16.
struct __nv_bfloat16_raw {
    unsigned short x;
};
struct alignas(4) __nv_bfloat162_raw {
    unsigned short x, y;
};

#define GPU_NUMBER __nv_bfloat16
#define GPU_PAIR __nv_bfloat162
#define GPU_RAW __nv_bfloat16_raw
#define GPU_RAW_PAIR __nv_bfloat162_raw
#define GPU_FORMAT Bfloat16
#define GPU_NAME bfloat16
#include "gpu/sixteen_bits_types.inc"
#undef GPU_NUMBER
#undef GPU_PAIR
#undef GPU_RAW
#undef GPU_RAW_PAIR
#undef GPU_FORMAT
#undef GPU_NAME

using nv_bfloat16 = __nv_bfloat16;
using nv_bfloat162 = __nv_bfloat162;

GPU_IN_PLACE __nv_bfloat162 __halves2bfloat162(const __nv_bfloat16& low, const __nv_bfloat16& high) {
    return __nv_bfloat162(low, high);
}
GPU_IN_PLACE __nv_bfloat162 make_bfloat162(const __nv_bfloat16& low, const __nv_bfloat16& high) {
    return __nv_bfloat162(low, high);
}
GPU_IN_PLACE __nv_bfloat162 __bfloat162bfloat162(const __nv_bfloat16& a) {
    return __nv_bfloat162::of(a.word() * 0x10001u);
}
GPU_UNSEEN __nv_bfloat162 __floats2bfloat162_rn(float low, float high) {
    return __nv_bfloat162(__nv_bfloat16(low), __nv_bfloat16(high));
}
GPU_UNSEEN __nv_bfloat162 __float2bfloat162_rn(float x) { return __floats2bfloat162_rn(x, x); }
GPU_IN_PLACE __nv_bfloat162 __float22bfloat162_rn(const float2& a) { return __floats2bfloat162_rn(a.x, a.y); }
GPU_IN_PLACE float2 __bfloat1622float2(const __nv_bfloat162& a) {
    const __nv_bfloat162 read_at_once = a;
    return {__bfloat162float(read_at_once.x), __bfloat162float(read_at_once.y)};
}

GPU_IN_PLACE __nv_bfloat16 __low2bfloat16(const __nv_bfloat162& a) {
    return __nv_bfloat16::of(static_cast<unsigned short>(a.words()));
}
GPU_IN_PLACE __nv_bfloat16 __high2bfloat16(const __nv_bfloat162& a) {
    return __nv_bfloat16::of(static_cast<unsigned short>(a.words() >> 16));
}
GPU_IN_PLACE __nv_bfloat162 __low2bfloat162(const __nv_bfloat162& a) {
    return __bfloat162bfloat162(__low2bfloat16(a));
}
GPU_IN_PLACE __nv_bfloat162 __high2bfloat162(const __nv_bfloat162& a) {
    return __bfloat162bfloat162(__high2bfloat16(a));
}
GPU_IN_PLACE __nv_bfloat162 __lows2bfloat162(const __nv_bfloat162& a, const __nv_bfloat162& b) {
    return __nv_bfloat162(__low2bfloat16(a), __low2bfloat16(b));
}
GPU_IN_PLACE __nv_bfloat162 __highs2bfloat162(const __nv_bfloat162& a, const __nv_bfloat162& b) {
    return __nv_bfloat162(__high2bfloat16(a), __high2bfloat16(b));
}

#define CUDART_INF_BF16 __ushort_as_bfloat16(0x7f80)
#define CUDART_NAN_BF16 __ushort_as_bfloat16(0x7fff)
#define CUDART_MIN_DENORM_BF16 __ushort_as_bfloat16(0x0001)
#define CUDART_MAX_NORMAL_BF16 __ushort_as_bfloat16(0x7f7f)
#define CUDART_NEG_ZERO_BF16 __ushort_as_bfloat16(0x8000)
#define CUDART_ZERO_BF16 __ushort_as_bfloat16(0x0000)
#define CUDART_ONE_BF16 __ushort_as_bfloat16(0x3f80)
