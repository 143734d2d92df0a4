#pragma once
/// @file
/// Which streams there are.

#include "gpu/launch.hpp"

namespace gpu {

/// Whether work can be put on it: the default streams always exist.
bool is_stream(cudaStream_t stream);
/// Forgets all streams and events.
void reset_streams();

} // namespace gpu
