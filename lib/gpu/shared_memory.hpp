#pragma once
/// @file
/// Where the variables of a block lie in its shared memory: first the dynamic part, then the variables in the
/// order in which they were first met, with gaps, so that an index that leaves one hits no other.

#include <cstddef>
#include <cstdint>
#include <vector>

namespace gpu {

/// A launch with so many bytes of dynamic shared memory begins.
void begin_shared_launch(std::size_t dynamic);

/// The memory of one resident block after another.
class SharedMemory {
  public:
    static SharedMemory* current; ///< of the block that runs

    SharedMemory();
    ~SharedMemory();
    SharedMemory(const SharedMemory&) = delete;
    SharedMemory& operator=(const SharedMemory&) = delete;

    /// The block begins, or has ended: the checks are told.
    void begin(std::uint32_t block);
    void end();

    bool holds(const void* address) const {
        return static_cast<std::size_t>(static_cast<const std::byte*>(address) - bytes) < capacity;
    }

    static constexpr std::size_t capacity = std::size_t{1} << 18;
    std::byte* bytes = nullptr;
    std::uint32_t block = 0;
    std::vector<bool> declared; ///< which variables the block has met; the first is the dynamic part
};

} // namespace gpu
