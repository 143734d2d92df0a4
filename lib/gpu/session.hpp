#pragma once
/// @file
/// What a judge needs: a device for one run of a submission.

#include "gpu/executor.hpp"

#include <cstddef>

namespace gpu {

/// What is done with a device between begin_device() and end_device() is checked. In between, the thread's
/// accesses are the checks' (trace::listener).
/// @param memory  bytes of the device
void begin_device(const Schedule& schedule, std::size_t memory = std::size_t{1} << 30);

/// Kernels' output appears; what was left behind is reported: allocations, and errors of launches that nobody
/// has asked for. Everything found is take_faults()'s (faults.hpp).
void end_device();

} // namespace gpu
