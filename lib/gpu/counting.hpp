#pragma once
/// @file
/// What the checks tell the measures.

#include "gpu/common_access.hpp"

namespace gpu {

/// Whether anybody wants to know.
extern bool counting;

/// An access of the thread whose turn it is. What the lanes of a warp do between two barriers is put
/// together.
void count_access(std::uintptr_t address, std::size_t size, Access kind, const void* code);
/// The same of a plain access to a word.
template<Access kind, Memory memory> void count_word(std::uintptr_t address, const void* code);
void count_launch();
void count_barrier();

} // namespace gpu
