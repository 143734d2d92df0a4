#pragma once
/// @file
/// Vectors of one to four numbers, with the sizes and alignments that the CUDA C++ Programming Guide gives
/// ("Built-in Vector Types"). They are trivial: compilers copy each in one access as wide as the GPU's.

#include "gpu/unseen.hpp"

#define GPU_VECTORS(name, T, align2, align4)                                                                 \
    struct name##1 {                                                                                         \
        T x;                                                                                                 \
    };                                                                                                       \
    struct alignas(align2) name##2 {                                                                         \
        T x, y;                                                                                              \
    };                                                                                                       \
    struct name##3 {                                                                                         \
        T x, y, z;                                                                                           \
    };                                                                                                       \
    struct alignas(align4) name##4 {                                                                         \
        T x, y, z, w;                                                                                        \
    };                                                                                                       \
    GPU_UNSEEN name##1 make_##name##1(T x) { return {x}; }                                                   \
    GPU_UNSEEN name##2 make_##name##2(T x, T y) { return {x, y}; }                                           \
    GPU_UNSEEN name##3 make_##name##3(T x, T y, T z) { return {x, y, z}; }                                   \
    GPU_UNSEEN name##4 make_##name##4(T x, T y, T z, T w) { return {x, y, z, w}; }

GPU_VECTORS(char, signed char, 2, 4)
GPU_VECTORS(uchar, unsigned char, 2, 4)
GPU_VECTORS(short, short, 4, 8)
GPU_VECTORS(ushort, unsigned short, 4, 8)
GPU_VECTORS(int, int, 8, 16)
GPU_VECTORS(uint, unsigned int, 8, 16)
GPU_VECTORS(long, long, 16, 16)
GPU_VECTORS(ulong, unsigned long, 16, 16)
GPU_VECTORS(longlong, long long, 16, 16)
GPU_VECTORS(ulonglong, unsigned long long, 16, 16)
GPU_VECTORS(float, float, 8, 16)
GPU_VECTORS(double, double, 16, 16)

#undef GPU_VECTORS

/// Extents of a grid or a block; what is not given is 1.
struct dim3 {
    unsigned int x, y, z;

    __attribute__((no_sanitize_thread)) constexpr dim3(unsigned int x = 1, unsigned int y = 1,
                                                       unsigned int z = 1)
        : x(x), y(y), z(z) {}
    __attribute__((no_sanitize_thread)) constexpr dim3(uint3 v) : x(v.x), y(v.y), z(v.z) {}
    __attribute__((no_sanitize_thread)) constexpr operator uint3() const { return {x, y, z}; }
};
