#pragma once
/// @file
/// What a test of a GPU exercise needs besides the rest: what the simulated GPU measured, and what its faults
/// mean.

#include "judge/expect.hpp"
#include "judge/gpu_faults.hpp"
#include "judge/session.hpp"

namespace judge {

/// Loads or stores of global memory, or of shared memory.
enum class Requested { global_loads, global_stores, shared_loads, shared_stores };

/// What the latest call asked of the memory.
const gpu::Requests& requests(Requested kind);

/// Expects at most `limit` 32-byte sectors for a request of a warp on average (global memory), or at most
/// that many passes of the banks (shared memory), in the latest call. The lines that need most are shown if
/// there are more.
bool expect_served(Requested kind, double limit, const std::vector<Known>& mistakes = {});

/// How often the latest call has called a function of cuBLAS.
std::int64_t times_called(const std::string& function);

} // namespace judge
