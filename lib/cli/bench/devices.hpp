#pragma once
/// @file
/// GPUs, as their makers describe them: the roofs of a kernel that nobody has timed.

#include <string>
#include <vector>

namespace gemmlings {

struct Device {
    std::string name;   ///< "T4"
    double peak;        ///< FLOP/s of FP32, a fused multiply-add counting as two
    double tensor_peak; ///< FLOP/s of the tensor cores: FP16, added up as FP32, dense matrices
    double bandwidth;   ///< of global memory, bytes/s
    double shared;      ///< of the shared memory of all multiprocessors together, bytes/s
};

/// The first is used where none is named.
const std::vector<Device>& devices();

/// The device that is called so, in any case of letters.
/// @throws UsageError that names all of them
const Device& device_named(const std::string& name);

} // namespace gemmlings
