#pragma once
/// @file
/// A submission in CUDA C++ on the GPU of this machine: what `gemmlings check` adds to a verdict of the
/// simulator, and `gemmlings check EXERCISE --gpu`.

#include "cli/toolchain.hpp"
#include "cli/verdict.hpp"

#include <cstdint>

namespace gemmlings {

/// The GPU that the CUDA runtime chooses.
struct RealGpu {
    std::string name{};         ///< "NVIDIA H100 80GB HBM3"
    std::string architecture{}; ///< for nvcc: "sm_90"
    std::string missing{};      ///< why nothing can run on one here, the end of a sentence; empty if it can
};

/// What it says of a submission; nothing where it is missing.
struct GpuReport {
    RealGpu gpu;
    Verdict verdict{};

    /// 0 passed, 1 failed, 3 not judged.
    int exit_code() const;
};

/// Looks for a CUDA toolkit, a driver and a GPU, in this order. Where there are the first two it builds the
/// program that asks for the third. Never throws.
RealGpu find_gpu(const Repository& repository);

/// Judges the cases of an exercise on a GPU, if it was found. A case that needs what only the simulator can
/// tell stays open. The outcome is that of the other cases, and not judged if there are none.
GpuReport judge_on_gpu(const Repository& repository, const Exercise& exercise, const fs::path& file,
                       const RealGpu& gpu, std::uint64_t seed);

} // namespace gemmlings
