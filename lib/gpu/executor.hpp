#pragma once
/// @file
/// Who runs when. The threads of a block run one after another, as a loop, until one has to wait for others:
/// then its stack is left as it is, and the loop goes on on another one (lib/fibers).
///
/// One block after another is resident. More become so when nothing else gets on: when threads spin until
/// another block has done something.

#include "gpu/events.hpp"
#include "gpu/launch.hpp"
#include "gpu/runtime_api.hpp"

namespace gpu {

constexpr std::size_t stack_bytes = std::size_t{64} << 10; ///< of a thread

/// In which order blocks begin, and the threads of a block and what was released with them.
struct Schedule {
    enum class Order { ascending, descending, shuffled } order = Order::ascending;
    std::uint64_t seed = 0; ///< of shuffled orders
};
/// For launches from now on.
void set_schedule(const Schedule& schedule);

/// Ends the launch, with an error that sticks; for code that a kernel's thread runs.
[[noreturn]] void abandon(cudaError_t error);
/// Because access() has just refused one.
[[noreturn]] void abandon_access();

/// Announces an access that the runtime makes for the running thread, and abandons the launch if it must not
/// happen. Threads that repeat atomic or volatile accesses to one address let others go first.
void touch(const void* address, std::size_t size, Access kind, const void* code);

extern bool moved; ///< somebody has changed something since threads spin
/// The running thread has changed something that others may wait for.
inline void progress() { moved = true; }
/// Lets all others go first.
void let_others_go();

/// The lanes that meet belong to this block, and to this warp of it; for functions of collective().
std::uint32_t meeting_block();
std::uint32_t meeting_warp();

/// The kernel that runs; "" if none does.
const char* running_kernel();

/// Reports a fault of the running thread: "thread (3, 0, 0) of block (1, 0, 0) " and then `what`.
void report_here(const char* kind, const std::string& what, const void* code);

} // namespace gpu
