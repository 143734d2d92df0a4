#pragma once
/// @file
/// A heap for measured calls, on which the same requests always get the same addresses: which lines two
/// vectors share does not depend on what else the process has allocated.

#include <cstddef>

namespace trace {

/// While it lives, this thread allocates on the private heap. What was allocated there may be released at any
/// time, by any thread that waits for this one.
class PrivateHeap {
  public:
    PrivateHeap();
    ~PrivateHeap();
    PrivateHeap(const PrivateHeap&) = delete;
    PrivateHeap& operator=(const PrivateHeap&) = delete;
};

/// As malloc, free, and the size of what malloc gave: on the private heap where it is in use, otherwise on
/// the ordinary one. Private blocks start at multiples of 64 bytes.
void* allocate(std::size_t size);
void release(void* block);
std::size_t usable_size(void* block);

} // namespace trace
