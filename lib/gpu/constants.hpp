#pragma once
/// @file
/// Memory that belongs to no allocation and that kernels use nevertheless: variables of the submission, and
/// what it may only read.

namespace gpu {

/// Whether it lies in a kernel's built-in variables, or in what the submission's file keeps read-only, such
/// as texts: no memory of the device's, but a kernel may read it.
bool is_constant(const void* address);

/// Tells the memory of all variables `__device__`, `__constant__` and `__managed__` that are loaded.
void register_variables();

} // namespace gpu
