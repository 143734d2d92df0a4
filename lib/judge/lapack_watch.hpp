#pragma once
/// @file
/// Hears which factorizations and BLAS routines a call really reaches, also through Armadillo's templates.

#include <string>
#include <vector>

namespace judge {

/// The routines reached since the last call of this function, each once: only those called from outside
/// LAPACK itself, and none that a tool of tools:: called.
std::vector<std::string> take_recorded_routines();

} // namespace judge
