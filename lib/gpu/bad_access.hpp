#pragma once
/// @file
/// Reports of accesses: what is wrong with one, in a learner's words.

#include "gpu/blocks.hpp"
#include "gpu/events.hpp"
#include "gpu/faults.hpp"

namespace gpu {

/// An access that is looked at.
struct Attempt {
    std::uintptr_t address;
    std::size_t size;
    Access kind;
    const void* code;
};

inline bool is_range(Access kind) { return kind == Access::range_read || kind == Access::range_write; }
inline bool only_reads(Access kind) {
    return kind == Access::read || kind == Access::volatile_read || kind == Access::range_read;
}
inline bool only_writes(Access kind) {
    return kind == Access::write || kind == Access::volatile_write || kind == Access::range_write;
}

/// The running thread's access goes where it must not: says where, and which kind of fault that is.
void report_stray(const Attempt& attempt, const Block& block);
void report_misaligned(const Attempt& attempt, const Block& block);
void report_constant_written(const Attempt& attempt, const Block& block);
/// Nobody has written the byte at `unwritten`.
void report_uninitialised(const Attempt& attempt, const Block& block, std::uintptr_t unwritten);

/// The other side of a race.
struct Rival {
    Place place;
    Strength strength;
    bool writes;
    CodeOffset code;
};
void report_race(const Attempt& attempt, std::uintptr_t word, const Block& block, const Rival& rival);

/// Host code uses device memory.
void report_host_use(const Attempt& attempt, const Allocation& allocation);

} // namespace gpu
