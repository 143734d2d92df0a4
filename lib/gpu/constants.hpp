#pragma once
/// @file
/// Memory that belongs to no allocation and that kernels use nevertheless: variables of the submission, and
/// what it may only read.

#include "gpu/sentences.hpp"

#include <string>

namespace gpu {

/// Whether it lies in a kernel's built-in variables, or in what the submission's file keeps read-only, such
/// as texts: no memory of the device's, but a kernel may read it.
bool is_constant(const void* address);

/// The variable `__device__` or `__constant__` that an address lies shortly before or behind; without a
/// declaration if there is none.
struct Neighbour {
    DeclaredVariable variable;
    bool constant = false;
};
Neighbour neighbour_of(const void* address);

/// The name of the host's variable that lies there; "" if it has none that is known.
std::string host_variable_at(const void* address);

/// Tells the memory of all variables `__device__`, `__constant__` and `__managed__` that are loaded.
void register_variables();

} // namespace gpu
