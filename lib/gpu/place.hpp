#pragma once
/// @file
/// Which thread of a kernel is running.

#include <cstdint>

namespace gpu {

/// A thread of a launch. Numbers count x first, then y, then z.
struct Place {
    std::uint32_t block = 0;  ///< number in the grid
    std::uint32_t thread = 0; ///< number in its block

    std::uint32_t warp() const { return thread / 32; }
    std::uint32_t lane() const { return thread % 32; }
    bool operator==(const Place&) const = default;
};

/// The extents of a launch.
struct Extents {
    std::uint32_t grid[3] = {1, 1, 1}, block[3] = {1, 1, 1};
};

/// The thread that runs now; nullptr in host code. Set by the executor at every switch.
extern constinit thread_local const Place* running;

} // namespace gpu
