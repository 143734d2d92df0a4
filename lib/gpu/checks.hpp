#pragma once
/// @file
/// Which checks watch the accesses of kernels. Where an access goes is always checked.

namespace gpu {

struct Checks {
    bool initialised = true; ///< reads of bytes that nobody has written
    bool races = true;       ///< accesses of two threads that nothing puts in an order
};

/// From the next launch on.
void set_checks(const Checks&);

} // namespace gpu
