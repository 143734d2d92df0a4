#pragma once
/// @file
/// What the checks tell the measures.

#include "gpu/bad_access.hpp"

namespace gpu {

/// Whether anybody wants to know.
extern bool counting;

/// Who accesses something, as far as measures are concerned.
struct Counter {
    /// Another one for each block after each of its barriers: what a warp's lanes do between two barriers is
    /// put together.
    Segment interval;
    std::uint32_t warp; ///< another one for each that is resident, also those of other blocks
    std::uint32_t lane;
};

/// An access to shared memory, of which `position` is an offset, or to global memory, where it is any number
/// that grows by 1 a byte.
void count_access(const Attempt& attempt, bool shared, std::uintptr_t position, Counter counter);
void count_launch();
void count_barrier();

} // namespace gpu
