#pragma once
/// @file
/// Vectors of one to four numbers, with the sizes and alignments that the CUDA C++ Programming Guide gives
/// ("Built-in Vector Types").

#include "gpu/unseen.hpp"

namespace gpu {

/// A word of a size, through which anything may be copied in one access.
template<int bytes> struct Word;
template<> struct Word<2> { typedef unsigned short type __attribute__((may_alias)); };
template<> struct Word<4> { typedef unsigned type __attribute__((may_alias)); };
template<> struct Word<8> { typedef unsigned long long type __attribute__((may_alias)); };
template<> struct Word<16> { typedef unsigned type __attribute__((vector_size(16), may_alias)); };

} // namespace gpu

// A GPU copies two and four numbers in one access, if they are aligned for it. Compilers call memcpy or take
// one number after the other; so the copies are written out.
#define GPU_COPIES(name)                                                                                     \
    name() = default;                                                                                        \
    GPU_IN_PLACE name(const name& other) {                                                                   \
        using Word = typename gpu::Word<sizeof(name)>::type;                                                 \
        *reinterpret_cast<Word*>(this) = *reinterpret_cast<const Word*>(&other);                             \
    }                                                                                                        \
    GPU_IN_PLACE name& operator=(const name& other) {                                                        \
        using Word = typename gpu::Word<sizeof(name)>::type;                                                 \
        *reinterpret_cast<Word*>(this) = *reinterpret_cast<const Word*>(&other);                             \
        return *this;                                                                                        \
    }
#define GPU_PAIR(name, T, alignment)                                                                         \
    struct alignas(alignment) name {                                                                         \
        T x, y;                                                                                              \
        GPU_LAUNCHED constexpr name(T x, T y = 0) : x(x), y(y) {}                                            \
        GPU_COPIES(name)                                                                                     \
    };
#define GPU_QUADRUPLE(name, T, alignment)                                                                    \
    struct alignas(alignment) name {                                                                         \
        T x, y, z, w;                                                                                        \
        GPU_LAUNCHED constexpr name(T x, T y = 0, T z = 0, T w = 0) : x(x), y(y), z(z), w(w) {}              \
        GPU_COPIES(name)                                                                                     \
    };
/// Too large for one access.
#define GPU_LARGE_QUADRUPLE(name, T, alignment)                                                              \
    struct alignas(alignment) name {                                                                         \
        T x, y, z, w;                                                                                        \
    };
#define GPU_VECTORS(name, T, size, Quadruple)                                                                \
    struct name##1 {                                                                                         \
        T x;                                                                                                 \
    };                                                                                                       \
    GPU_PAIR(name##2, T, 2 * size)                                                                           \
    struct name##3 {                                                                                         \
        T x, y, z;                                                                                           \
    };                                                                                                       \
    Quadruple(name##4, T, (size > 4 ? 16 : 4 * size)) GPU_UNSEEN name##1 make_##name##1(T x) { return {x}; } \
    GPU_UNSEEN name##2 make_##name##2(T x, T y) { return {x, y}; }                                           \
    GPU_UNSEEN name##3 make_##name##3(T x, T y, T z) { return {x, y, z}; }                                   \
    GPU_UNSEEN name##4 make_##name##4(T x, T y, T z, T w) { return {x, y, z, w}; }

GPU_VECTORS(char, signed char, 1, GPU_QUADRUPLE)
GPU_VECTORS(uchar, unsigned char, 1, GPU_QUADRUPLE)
GPU_VECTORS(short, short, 2, GPU_QUADRUPLE)
GPU_VECTORS(ushort, unsigned short, 2, GPU_QUADRUPLE)
GPU_VECTORS(int, int, 4, GPU_QUADRUPLE)
GPU_VECTORS(uint, unsigned int, 4, GPU_QUADRUPLE)
GPU_VECTORS(long, long, 8, GPU_LARGE_QUADRUPLE)
GPU_VECTORS(ulong, unsigned long, 8, GPU_LARGE_QUADRUPLE)
GPU_VECTORS(longlong, long long, 8, GPU_LARGE_QUADRUPLE)
GPU_VECTORS(ulonglong, unsigned long long, 8, GPU_LARGE_QUADRUPLE)
GPU_VECTORS(float, float, 4, GPU_QUADRUPLE)
GPU_VECTORS(double, double, 8, GPU_LARGE_QUADRUPLE)

#undef GPU_VECTORS
#undef GPU_LARGE_QUADRUPLE
#undef GPU_QUADRUPLE
#undef GPU_PAIR
#undef GPU_COPIES

/// Extents of a grid or a block; what is not given is 1.
struct dim3 {
    unsigned int x, y, z;

    __attribute__((no_sanitize_thread)) constexpr dim3(unsigned int x = 1, unsigned int y = 1,
                                                       unsigned int z = 1)
        : x(x), y(y), z(z) {}
    __attribute__((no_sanitize_thread)) constexpr dim3(uint3 v) : x(v.x), y(v.y), z(v.z) {}
    __attribute__((no_sanitize_thread)) constexpr operator uint3() const { return {x, y, z}; }
};
