#pragma once
/// @file
/// A call on a stack of a given size, below which nothing can be reached.

#include <cstddef>
#include <functional>

#pragma GCC visibility push(hidden) // no submission calls by its name what measures it
namespace trace {

/// Runs `call` on a stack that offers about `size` bytes, and tells it where that lies. Whoever uses more
/// gets a segmentation fault; see stack_ran_over(). `call` may throw nothing.
/// @throws std::bad_alloc if there is no memory for it
void on_bounded_stack(std::size_t size, const std::function<void(void* stack, std::size_t size)>& call);

/// For a handler of faults: whether this stack pointer has left a bounded stack at its end.
bool stack_ran_over(const void* stack_pointer);

/// Whether a call on a bounded stack is under way.
bool stack_is_bounded();

} // namespace trace
#pragma GCC visibility pop
