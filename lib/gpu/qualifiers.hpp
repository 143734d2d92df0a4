#pragma once
/// @file
/// The words that CUDA adds to C++ and that say nothing to a C++ compiler. `__shared__` is the rewriter's,
/// and so is `__noinline__`, which the standard library uses in its own way.

#define __global__
#define __device__
#define __host__
#define __constant__
#define __managed__
#define __grid_constant__
#define __launch_bounds__(...)
#define __maxnreg__(...)
#define __forceinline__ inline
#define __align__(n) __attribute__((aligned(n)))
#define __CUDACC__ 1
#define CUDART_VERSION 12000
#define CUDART_CB
