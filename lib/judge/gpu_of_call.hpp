#pragma once
/// @file
/// The GPU on which the kernels of a call run. A program is linked with one of the two: simulated_gpu.cpp in
/// the runner and the judge, real_gpu.cpp in the device runner.

#include "judge/on_gpu.hpp"

#include <string>

namespace judge {

/// Called once the shared object of the submission is loaded.
void notice_submission(const std::string& submission);

/// Makes the GPU ready for the kernels of a call.
/// @param schedule  see on_gpu.hpp; a real GPU has its own
/// @returns why there is none, in its own words; empty if there is one
std::string begin_on_gpu(int schedule);

/// What was found in the call; of a real GPU nothing is known.
OnGpu end_on_gpu();

} // namespace judge
