#pragma once
/// @file
/// The device that is simulated has the limits of compute capability 8.0 (CUDA C++ Programming Guide,
/// "Technical Specifications per Compute Capability").

#include <cstddef>

namespace gpu::limits {

constexpr int major = 8, minor = 0;
constexpr unsigned threads_per_block = 1024;
constexpr std::size_t shared_bytes = 48 << 10;        ///< of a block, unless it asks for more
constexpr std::size_t shared_bytes_optin = 163 << 10; ///< of a block at most
constexpr std::size_t shared_bytes_multiprocessor = 164 << 10, shared_bytes_reserved = 1 << 10;
constexpr int multiprocessors = 108, threads_per_multiprocessor = 2048, blocks_per_multiprocessor = 32;

} // namespace gpu::limits
