#pragma once
/// @file
/// The errors of the runtime: the last one, those that come later, and those that stay.

#include "gpu/launch.hpp"
#include "gpu/runtime_api.hpp"

namespace gpu {

/// Checks a launch against the limits of the device; an error is cudaGetLastError's.
bool may_launch(const char* kernel, const Config& config);
/// Dynamic shared memory that a launch may ask for from now on, in bytes.
void allow_dynamic_shared(std::size_t bytes);

/// Remembers an error of a call that returns nothing.
void fail(cudaError_t error);
/// A kernel has failed: the next call that waits for it says so, and then every call.
void fail_later(cudaError_t error);

/// What a call of the runtime returns: the error that stays, or this one, which becomes the last.
cudaError_t result(cudaError_t error);
/// The same for a call that waits for the device. What kernels have printed appears.
cudaError_t waited(cudaError_t error = cudaSuccess);

/// As at the start of the process; reports the error of a launch that nobody has asked for.
void reset_errors();

} // namespace gpu
