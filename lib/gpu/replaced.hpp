#pragma once
/// @file
/// Which functions of the C library CUDA C++ gets from the simulator.

#include <array>

namespace gpu {

/// What kernels print and assert (printing.cpp, assertions.cpp); trace/library_calls.hpp says how they get
/// there.
inline constexpr std::array replaced_functions = {"printf", "puts", "putchar", "__assert_fail"};

} // namespace gpu
