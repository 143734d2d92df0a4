#pragma once
/// @file
/// What is measured of a call: the memory traffic between a cache and what lies behind it.

#include <cstdint>
#include <vector>

namespace trace {

/// Caches to be measured at once. Each is fully associative, replaces the line that was used longest ago, and
/// is empty at first: the ideal cache of Frigo, Leiserson, Prokop and Ramachandran, "Cache-oblivious
/// algorithms" (1999), with LRU in place of the optimal replacement, which costs at most a factor of 2 of
/// misses and of size.
struct Caches {
    std::int64_t line = 64;             ///< bytes, a power of 2
    std::vector<std::int64_t> capacity; ///< bytes, ascending, at least a line; empty: nothing is measured
};

/// The accesses to one array.
struct ArrayTraffic {
    std::int64_t bytes_read = 0, bytes_written = 0;
    std::int64_t accesses = 0;
    /// The distance in bytes that most of the accesses have from the one before, where there is one; 0
    /// otherwise.
    std::int64_t stride = 0;
    std::vector<std::int64_t> misses; ///< of each cache
};

/// The accesses of one call. What it keeps on the stack counts as registers, and is bounded by the smallest
/// cache; constants count as code. Both compilers announce the same accesses, with few exceptions: g++ reads
/// y in `x = y = z`, and clang a bit-field that is written. How much of a line a global variable shares with
/// others is the compiler's choice.
struct Traffic {
    std::vector<ArrayTraffic> arrays; ///< those of the caller, in its order
    ArrayTraffic own;                 ///< what the call allocated itself, and static variables
};

} // namespace trace
