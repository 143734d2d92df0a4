#pragma once
/// @file
/// CUDA C++ as text that a C++ compiler understands.

#include <string>
#include <string_view>

namespace gpu {

/// What a .cu file says beyond C++, in C++ (CUDA C++ Programming Guide, "C++ Language Extensions"):
/// - a launch `k<<<grid, block>>>(a, b)` becomes one expression in parentheses, a call of gpu::launch(),
/// which
///   evaluates the arguments once;
/// - variables in shared memory become references into the block's shared memory, which knows their names;
/// - variables `__device__`, `__constant__` and `__managed__` are registered behind their declarations.
///
/// Comments, literals and everything else stay, and every line keeps its number.
std::string rewritten(std::string_view text);

} // namespace gpu
