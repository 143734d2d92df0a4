#include "gpu/errors.hpp"

#include "gpu/faults.hpp"
#include "gpu/limits.hpp"
#include "gpu/printing.hpp"
#include "gpu/streams.hpp"

#include <cstdint>
#include <string>

namespace gpu {

namespace {

cudaError_t last = cudaSuccess;    ///< what cudaGetLastError returns
cudaError_t pending = cudaSuccess; ///< of a kernel, not yet told
cudaError_t staying = cudaSuccess;
std::size_t dynamic_limit = limits::shared_bytes;
/// A launch whose error nobody has asked for yet.
std::string ignored_launch, ignored_why;
CodeOffset ignored_code = 0;

bool within(const dim3& extents, const dim3& most) {
    return extents.x > 0 && extents.y > 0 && extents.z > 0 && extents.x <= most.x && extents.y <= most.y &&
           extents.z <= most.z;
}

std::string in_words(const dim3& extents) {
    return std::to_string(extents.x) + " x " + std::to_string(extents.y) + " x " + std::to_string(extents.z);
}

/// Why a launch is refused; empty if it is not.
std::string refusal(const Config& config, cudaError_t& error) {
    const auto threads = std::uint64_t{config.block.x} * config.block.y * config.block.z;
    const auto blocks = std::uint64_t{config.grid.x} * config.grid.y * config.grid.z;
    error = cudaErrorInvalidConfiguration;
    if (!within(config.block, {1024, 1024, 64}) || threads > limits::threads_per_block)
        return "a block of " + in_words(config.block) + " threads (a block has 1 to 1024 threads)";
    if (!within(config.grid, {0x7fffffff, 65535, 65535}) || blocks >= std::uint64_t{1} << 32)
        return "a grid of " + in_words(config.grid) + " blocks";
    error = cudaErrorInvalidValue;
    if (config.shared > dynamic_limit)
        return std::to_string(config.shared) + " bytes of dynamic shared memory (" +
               std::to_string(dynamic_limit) + " are allowed; cudaFuncSetAttribute allows more)";
    error = cudaErrorInvalidResourceHandle;
    if (!is_stream(config.stream)) return "a stream that does not exist";
    error = cudaSuccess;
    return "";
}

} // namespace

void allow_dynamic_shared(std::size_t bytes) {
    if (bytes > dynamic_limit) dynamic_limit = bytes;
}

bool may_launch(const char* kernel, const Config& config) {
    if (staying != cudaSuccess) {
        last = staying;
        return false;
    }
    cudaError_t error = cudaSuccess;
    const auto why = refusal(config, error);
    if (why.empty()) return true;
    last = error;
    ignored_launch = kernel;
    ignored_why = why;
    ignored_code = offset_of(config.code);
    return false;
}

void fail(cudaError_t error) { last = error; }

void fail_later(cudaError_t error) {
    if (pending == cudaSuccess) pending = error;
}

cudaError_t result(cudaError_t error) {
    if (staying != cudaSuccess) error = staying;
    if (error != cudaSuccess) last = error;
    return error;
}

cudaError_t waited(cudaError_t error) {
    flush_printed();
    if (staying == cudaSuccess) staying = pending;
    return result(error);
}

void reset_errors() {
    if (!ignored_launch.empty()) {
        Fault fault;
        fault.kind = "launch_error_ignored";
        fault.kernel = ignored_launch;
        fault.code = ignored_code;
        fault.sentence = "The kernel was launched with " + ignored_why +
                         ", so it did not run, and nobody asked cudaGetLastError() about it.";
        report(std::move(fault));
    }
    ignored_launch.clear();
    last = pending = staying = cudaSuccess;
    dynamic_limit = limits::shared_bytes;
}

} // namespace gpu

using namespace gpu;

cudaError_t cudaPeekAtLastError() {
    ignored_launch.clear();
    return last;
}

cudaError_t cudaGetLastError() {
    const cudaError_t error = cudaPeekAtLastError();
    last = staying;
    return error;
}

const char* cudaGetErrorString(cudaError_t error) {
    switch (error) {
#define GPU_ERROR(name, code, text)                                                                          \
    case name:                                                                                               \
        return text;
#include "gpu/errors.inc"
#undef GPU_ERROR
    }
    return "unrecognized error code";
}

const char* cudaGetErrorName(cudaError_t error) {
    switch (error) {
#define GPU_ERROR(name, code, text)                                                                          \
    case name:                                                                                               \
        return #name;
#include "gpu/errors.inc"
#undef GPU_ERROR
    }
    return "unrecognized error code";
}
