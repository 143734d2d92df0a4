#pragma once
/// @file
/// What a call on the simulated GPU brings back besides its result.

#include "gpu/faults.hpp"
#include "gpu/measures.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace judge {

/// How often each function of a library was called.
struct LibraryCalls {
    std::string name; ///< "cublasSgemm"
    std::int64_t times = 0;
};

struct OnGpu {
    std::vector<gpu::Fault> faults;
    gpu::Measures measures;
    std::vector<LibraryCalls> calls;
};

/// In which order the threads of a kernel run: 0 ascending, 1 descending, 2 shuffled. What is measured is
/// measured in the first.
constexpr int schedules = 3;
/// In place of one of them: the call needs no GPU.
constexpr int on_cpu = -1;

} // namespace judge
