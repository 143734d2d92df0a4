#pragma once
/// @file
/// Atomic operations (CUDA C++ Programming Guide, "Atomic Functions"). Each returns what was there before.

#define GPU_UPDATE(name, T)                                                                                  \
    T name(T* address, T value);                                                                             \
    T name##_block(T* address, T value);                                                                     \
    T name##_system(T* address, T value);
#define GPU_INTEGERS(name)                                                                                   \
    GPU_UPDATE(name, int) GPU_UPDATE(name, unsigned) GPU_UPDATE(name, unsigned long long)

GPU_INTEGERS(atomicAdd)
GPU_UPDATE(atomicAdd, float)
GPU_UPDATE(atomicAdd, double)
GPU_UPDATE(atomicSub, int)
GPU_UPDATE(atomicSub, unsigned)
GPU_INTEGERS(atomicExch)
GPU_UPDATE(atomicExch, float)
GPU_INTEGERS(atomicMin)
GPU_UPDATE(atomicMin, long long)
GPU_INTEGERS(atomicMax)
GPU_UPDATE(atomicMax, long long)
GPU_INTEGERS(atomicAnd)
GPU_INTEGERS(atomicOr)
GPU_INTEGERS(atomicXor)
GPU_UPDATE(atomicInc, unsigned)
GPU_UPDATE(atomicDec, unsigned)
#undef GPU_INTEGERS
#undef GPU_UPDATE

#define GPU_COMPARE(T)                                                                                       \
    T atomicCAS(T* address, T expected, T value);                                                            \
    T atomicCAS_block(T* address, T expected, T value);                                                      \
    T atomicCAS_system(T* address, T expected, T value);
GPU_COMPARE(int)
GPU_COMPARE(unsigned)
GPU_COMPARE(unsigned short)
GPU_COMPARE(unsigned long long)
#undef GPU_COMPARE
