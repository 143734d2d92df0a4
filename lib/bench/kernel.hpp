#pragma once
/// @file
/// For tests/<chapter>/<exercise>/<slug>_gpu_bench.cpp: on which problem the accesses of a kernel are
/// counted. The arrays are the host's; the submission's call copies them to the device (judge/device.hpp),
/// and back. The library's call says what must come out.
///
///     #include "bench/kernel.hpp"
///     #include "judge/device.hpp"
///     #include "roofline.cuh"
///
///     static const bench::Kernel saxpy_kernel(
///         {.name = "saxpy", .problem = "y ← ax + y, 2¹⁶ floats"}, [](bench::Problem& problem) { … });

#include "bench/problem.hpp"

#include <memory>
#include <string>
#include <utility>

namespace bench {

/// A bench file defines one or more, as static variables.
class Kernel {
  public:
    struct About {
        std::string name;    ///< "saxpy": in tables and pictures
        std::string problem; ///< "y ← ax + y, 2¹⁶ floats"
    };
    using Pose = void (*)(Problem& problem);

    Kernel(About about, Pose pose) : about(std::move(about)), pose_(pose) { offer(*this); }
    Kernel(const Kernel&) = delete;
    Kernel& operator=(const Kernel&) = delete;

    std::unique_ptr<Problem> pose() const {
        auto problem = std::make_unique<Problem>();
        pose_(*problem);
        return problem;
    }

    const About about;

  private:
    Pose pose_;

    /// Tells the program that has loaded the bench file; defined there.
    static void offer(const Kernel& kernel);
};

} // namespace bench
