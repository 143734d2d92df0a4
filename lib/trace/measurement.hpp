#pragma once
/// @file
/// One measured call: from the accesses that the hooks report to the traffic that they cause.

#include "trace/traffic.hpp"

#include <cstddef>
#include <functional>
#include <span>
#include <vector>

#pragma GCC visibility push(hidden) // no submission calls by its name what measures it
namespace trace {

/// Memory of the caller's that a measured call works on.
using Array = std::span<std::byte>;

/// Runs `call` and measures it: on a stack of its own, which is bounded by the smallest cache, and with a
/// heap of its own, so that the addresses, and with them the counts, are the same every time.
///
/// Between two accesses the arrays hold noise: a hook turns the bytes that it announces into the true ones,
/// and back again later. So code that reads past the hooks (inline assembly, no_sanitize, hooks of its own, a
/// thread of its own, a compiled library) gets wrong numbers, and its result shows that it could not be
/// measured.
///
/// An exception that leaves `call` is passed on. Not reentrant.
/// @param arrays  none on the stack, and no two that overlap
Traffic measure(const Caches& caches, const std::vector<Array>& arrays, const std::function<void()>& call);

/// What the hooks announce: one access, which follows. Nothing happens outside of a measured call, or in
/// another thread.
void reads(const void* address, std::size_t size);
void writes(const void* address, std::size_t size);

/// A function of the C library at work, on blocks of any size: what it announces is noise again when it ends.
class LibraryCall {
  public:
    LibraryCall();
    ~LibraryCall();
    LibraryCall(const LibraryCall&) = delete;
    LibraryCall& operator=(const LibraryCall&) = delete;

    void reads(const void* address, std::size_t size);
    void writes(const void* address, std::size_t size);
};

} // namespace trace
#pragma GCC visibility pop
