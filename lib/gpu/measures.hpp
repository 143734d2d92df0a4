#pragma once
/// @file
/// What a kernel asks of the memory, counted as a GPU would serve it.
///
/// The accesses of a warp's 32 lanes at one place in the code, each lane's n-th there, are one request. In
/// global memory it moves the 32-byte sectors that it touches (CUDA C++ Best Practices Guide, "Coalesced
/// Access to Global Memory"): 4 for 32 neighbouring aligned floats, 1 for a broadcast, 32 for a stride of 8
/// floats or more. Shared memory has 32 banks of 4 bytes, which serve one word each per pass (Programming
/// Guide, "Shared Memory"); accesses of 8 and 16 bytes are served for a half and a quarter of a warp at a
/// time.

#include "gpu/faults.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace gpu {

/// The requests of one kind, or of one place in the code.
struct Requests {
    std::int64_t requests = 0;
    std::int64_t accesses = 0; ///< of single lanes
    std::int64_t bytes = 0;    ///< that the lanes asked for
    /// Global memory: sectors. Shared memory: passes that the banks need.
    std::int64_t served = 0;
    /// Shared memory: passes beyond those that the width alone needs.
    std::int64_t conflicts = 0;
    /// Requests whose lanes access 1, 2, 4, 8 and 16 bytes each.
    std::array<std::int64_t, 5> of_width{};

    /// Sectors per request, or passes; 0 without any.
    double mean_served() const { return requests ? double(served) / double(requests) : 0; }
    Requests& operator+=(const Requests& other);
};

struct Site {
    CodeOffset code = 0;
    bool shared = false, write = false; ///< atomic operations count as writes
    Requests requests;
};

struct Measures {
    std::int64_t launches = 0;
    std::int64_t barriers = 0; ///< passed by a block
    std::int64_t wmma = 0;     ///< products of fragments, by a warp
    Requests global_loads, global_stores, shared_loads, shared_stores;
    std::vector<Site> sites; ///< the most served first
};

/// Counts from now on, or no longer.
void measure(bool on);

/// What was counted since the last call.
Measures take_measures();

/// A warp has multiplied two fragments.
void count_wmma();

} // namespace gpu
