#pragma once
/// @file
/// What kernels print. It appears when the host waits for the device, as on a GPU.

namespace gpu {

void flush_printed();

} // namespace gpu
