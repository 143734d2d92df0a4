#pragma once
/// @file
/// Getting a submission into a process.

#include "judge/protocol.hpp"

#include <string>

namespace judge {

/// Loads the shared objects into this process: the submission, and then a module that is bound to its
/// functions (a calls file, a bench file). Faults that the simulated GPU finds say where in the submission
/// they happened.
Reply load_submission(const std::string& submission, const std::string& module);

} // namespace judge
