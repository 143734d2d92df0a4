#pragma once
/// @file
/// A heap for measured calls, on which the same requests always get the same places within lines: which lines
/// two vectors share does not depend on what else the process has allocated.

#include <cstddef>
#include <optional>

#pragma GCC visibility push(hidden) // no submission calls by its name what measures it
namespace trace {

/// While it lives, this thread allocates on the private heap.
class PrivateHeap {
  public:
    PrivateHeap();
    ~PrivateHeap();
    PrivateHeap(const PrivateHeap&) = delete;
    PrivateHeap& operator=(const PrivateHeap&) = delete;
};

/// As malloc, or aligned_alloc: on the private heap where that is in use, otherwise on the ordinary one.
/// Private blocks start at a multiple of 64 bytes, and share no line.
void* allocate(std::size_t size);
void* allocate(std::size_t size, std::size_t alignment);
/// As free, for both. A private block that is released by another thread, or after the call, is lost.
void release(void* block);
/// The size that a private block was asked for; nothing for others.
std::optional<std::size_t> private_size(const void* block);

} // namespace trace
#pragma GCC visibility pop
