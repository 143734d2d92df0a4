#pragma once
/// @file
/// What the executor tells the checks (shadow memory, races, measures) while a kernel runs. The executor
/// decides who runs when; the checks decide what that means.

#include "gpu/place.hpp"

#include <cstddef>
#include <string>

namespace gpu {

/// An atomic operation reads and writes. A range is what memcpy or the copy of a struct accesses: any size at
/// any address; it may be read where not all of it was written.
enum class Access { read, write, atomic, volatile_read, volatile_write, range_read, range_write };

/// A launch begins; all earlier launches and copies of the same stream are over.
void launch_begins(const std::string& kernel, const Extents& extents);
void launch_ends();

/// A block begins: its shared memory is [shared, shared + size), and up to 64 KiB behind it, refilled with
/// NaN and not initialised. Several blocks may be resident.
void block_begins(std::uint32_t block, std::byte* shared, std::size_t size);
void block_ends(std::uint32_t block);

/// A variable in a block's shared memory (the rewriter registers them), at a multiple of 128 bytes from where
/// that begins: name and extents "As[32][33]". Nothing else may be accessed there.
void shared_variable(std::uint32_t block, const void* address, std::size_t size, const char* declaration);

/// All threads of the block that have not ended have passed a barrier: what they did before is over for all.
void block_synchronised(std::uint32_t block);
/// The lanes of `mask` of one warp have passed __syncwarp or another operation that orders memory among them.
void warp_synchronised(std::uint32_t block, std::uint32_t warp, std::uint32_t mask);
/// The running thread has executed __threadfence (device) or __threadfence_block.
void fence(bool device);

/// The stack on which threads run: what lies there are the thread's own variables, which nobody checks.
struct LocalMemory {
    std::uintptr_t begin = 0;
    std::size_t size = 0;
};
/// Set by the executor whenever it switches to another stack.
extern constinit thread_local LocalMemory local_memory;

/// An access by the running thread, before it happens. False: it must not happen (out of bounds, host memory,
/// misaligned): the executor ends the launch with the sticky error cudaErrorIllegalAddress or
/// cudaErrorMisalignedAddress; see last_refusal(). Host code (nobody runs) is told of its faults as well, but
/// may go on.
bool access(const void* address, std::size_t size, Access kind, const void* code_address);

enum class Refusal { illegal_address, misaligned_address };
/// Why access() has said false.
Refusal last_refusal();

} // namespace gpu
