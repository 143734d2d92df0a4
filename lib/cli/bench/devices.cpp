#include "cli/bench/devices.hpp"

#include "cli/repository.hpp"

#include <algorithm>
#include <cctype>
#include <fmt/format.h>

namespace gemmlings {

namespace {

std::string in_capitals(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return std::toupper(c); });
    return text;
}

} // namespace

// Peaks and bandwidths: NVIDIA's data sheets "NVIDIA T4 Tensor Core GPU" (2019), "NVIDIA A100 Tensor Core
// GPU" (40 GB) and "NVIDIA H100 Tensor Core GPU" (SXM; of the tensor cores half of what is printed, which is
// for sparse matrices). They do not name shared memory. It is 4 bytes a clock for each load/store unit, of
// which the multiprocessors of Turing have 16 and the others 32 (white papers "NVIDIA Turing GPU
// Architecture", "NVIDIA A100 Tensor Core GPU Architecture", "NVIDIA H100 Tensor Core GPU Architecture",
// figures of the multiprocessor), times the number of multiprocessors (40, 108, 132) and the clock that the
// peak stands for (1.58, 1.41, 1.98 GHz).
const std::vector<Device>& devices() {
    static const std::vector<Device> list{
        {.name = "T4", .peak = 8.1e12, .tensor_peak = 65e12, .bandwidth = 320e9, .shared = 40 * 64 * 1.58e9},
        {.name = "A100",
         .peak = 19.5e12,
         .tensor_peak = 312e12,
         .bandwidth = 1555e9,
         .shared = 108 * 128 * 1.41e9},
        {.name = "H100",
         .peak = 67e12,
         .tensor_peak = 989e12,
         .bandwidth = 3350e9,
         .shared = 132 * 128 * 1.98e9},
    };
    return list;
}

const Device& device_named(const std::string& name) {
    std::string names;
    for (const auto& device : devices()) {
        if (in_capitals(name) == in_capitals(device.name)) return device;
        names += (names.empty() ? "" : ", ") + device.name;
    }
    throw UsageError(fmt::format("There are no data of a GPU \"{}\" here; there are of {}.", name, names));
}

} // namespace gemmlings
