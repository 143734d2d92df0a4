#pragma once
/// @file
/// A thread of a kernel that needs more stack than it has.

#include <csignal>

namespace gpu {

/// While it lives, a thread whose stack runs over ends the launch, and is named in a report. Other faults of
/// the processor go to whoever handled them before.
class OverflowWatch {
  public:
    OverflowWatch();
    ~OverflowWatch();
    OverflowWatch(const OverflowWatch&) = delete;
    OverflowWatch& operator=(const OverflowWatch&) = delete;

  private:
    stack_t signal_stack{};
};

} // namespace gpu
