#pragma once
/// @file
/// Stacks for fibers: mapped memory with a guard below each stack.

#include <cstddef>
#include <vector>

namespace fibers {

/// Memory of one stack, which grows downwards from `top` to `bottom`; the guard lies below.
struct Stack {
    std::byte* top = nullptr;
    std::byte* bottom = nullptr;
};

/// What may be fetched into the cache from any place in a stack on: so far above its top there is memory that
/// belongs to it, bytes.
constexpr std::size_t fetched_ahead = 512;

/// Hands out stacks of one size, and keeps those that were given back for the next. Only what is touched of a
/// stack takes physical memory.
class StackPool {
  public:
    /// Both in bytes, and rounded up to pages; a guard has one or more.
    /// @param stack_bytes  what every stack offers
    /// @param guard_bytes  what nobody may touch below it
    StackPool(std::size_t stack_bytes, std::size_t guard_bytes);
    ~StackPool();
    StackPool(const StackPool&) = delete;
    StackPool& operator=(const StackPool&) = delete;

    /// @throws std::bad_alloc if there is no memory, or no address, left for it
    Stack take();
    void give_back(const Stack& stack) { idle.push_back(stack); }

    std::size_t guard_size() const { return guard; }

  private:
    std::size_t size, guard; ///< bytes
    std::size_t slab_size;   ///< bytes that are mapped at a time
    std::vector<std::byte*> slabs;
    std::size_t used = 0; ///< bytes of the last slab
    std::vector<Stack> idle;
    std::size_t made = 0; ///< stacks

    Stack make();
    void add_slab();
};

} // namespace fibers
