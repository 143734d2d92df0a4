#pragma once
/// @file
/// What the kernels of a CUDA file ask of the memory, and the roofline of a real GPU that follows. It is a
/// model: nothing is timed, and there are no caches in it.

#include "cli/bench/devices.hpp"
#include "cli/bench/results.hpp"

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace gemmlings {

/// Requests of warps (lib/gpu/measures.hpp).
struct KernelRequests {
    std::int64_t requests = 0;
    std::int64_t served = 0;                ///< sectors of global memory, passes of shared memory
    std::int64_t conflicts = 0;             ///< passes of shared memory beyond the first of each
    std::array<std::int64_t, 5> of_width{}; ///< requests whose lanes access 1, 2, 4, 8 and 16 bytes
};

/// A line of the submission, and the sectors that its loads or its stores move.
struct BusyLine {
    std::string text;
    bool store = false;
    std::int64_t requests = 0, sectors = 0;
};

/// One problem.
struct CountedKernel {
    std::string name, problem;
    double flops = 0;
    double least_bytes = 0; ///< every operand once
    std::string wrong;      ///< in which entry the result is wrong, or empty
    std::int64_t launches = 0, barriers = 0, wmma = 0;
    KernelRequests global_loads, global_stores, shared_loads, shared_stores;
    std::vector<BusyLine> lines;                       ///< the busiest first
    std::map<std::string, std::int64_t> library_calls; ///< how often each function of cuBLAS was called

    double global_bytes() const {
        return 32.0 * static_cast<double>(global_loads.served + global_stores.served);
    }
    double shared_bytes() const {
        return 128.0 * static_cast<double>(shared_loads.served + shared_stores.served);
    }
    /// Whether all of the work is the library's, which is not counted.
    bool only_library() const { return launches == 0 && !library_calls.empty(); }
};

/// What a device needs for a kernel at the least, and why.
struct Limit {
    double seconds = 0;
    std::string roof; ///< "the peak", "global memory", …
};

/// FLOP/s that the kernel's arithmetic can reach: the tensor cores' if it uses them.
double peak_for(const CountedKernel& kernel, const Device& device);

/// The tightest of the roofs.
Limit limit_of(const CountedKernel& kernel, const Device& device);

class BenchKernels : public BenchResults {
  public:
    explicit BenchKernels(const Device& device) : device(device) {}

    const Device device;
    std::vector<CountedKernel> kernels;

    void measure(const Repository& repository, const Exercise& exercise, const fs::path& file,
                 bool quick) override;
    nlohmann::ordered_json in_json() const override;
    std::string text(const Terminal& terminal) const override;
    std::vector<Picture> pictures(const Exercise& exercise) const override;
};

} // namespace gemmlings
