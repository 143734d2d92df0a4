#pragma once
/// @file
/// Where a thread is: the built-in variables of a kernel.

#include "gpu/vector_types.hpp"

// They are real variables, which the executor sets whenever it switches, and reading them is no access to
// memory. g++ announces no reads of constants; clang none of variables with names like those of its own
// counters.
extern const uint3 threadIdx __asm__("__llvm_gcov_threadIdx");
extern const uint3 blockIdx __asm__("__llvm_gcov_blockIdx");
extern const dim3 blockDim __asm__("__llvm_gcov_blockDim");
extern const dim3 gridDim __asm__("__llvm_gcov_gridDim");
constexpr int warpSize = 32;
