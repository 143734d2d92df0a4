#pragma once
/// @file
/// The GPU that the CUDA runtime has chosen.

#include <string>

namespace judge {

struct RealGpu {
    std::string name;         ///< "NVIDIA H100 80GB HBM3"
    std::string architecture; ///< for nvcc: "sm_90"
    std::string missing;      ///< why there is none, in the words of CUDA; empty if there is one
};

/// Asks the CUDA runtime. That initialises it, so the process must not fork afterwards.
RealGpu real_gpu();

} // namespace judge
