#pragma once
/// @file
/// What the checks tell the measures.

#include "gpu/bad_access.hpp"

namespace gpu {

/// Whether anybody wants to know.
extern bool counting;

/// The running thread's access to global memory (any number that grows by 1 a byte) or to shared memory (an
/// offset). `interval` is another one for each block after each of its barriers: what a warp's lanes do
/// between two barriers is put together. Blocks that are resident at a time differ in their slot.
struct Counted {
    bool shared;
    std::uintptr_t position;
    Segment interval;
    std::uint32_t slot;
};
void count_access(const Attempt& attempt, const Counted& counted);
void count_launch();
void count_barrier();

} // namespace gpu
