#pragma once
/// @file
/// The device's memory: ordinary memory of this process in one reserved range, so that pointers into it work.
/// Which allocation an address belongs to, or lies next to, is known. Not for several threads at once.

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace gpu {

enum class Residence {
    device,   ///< for kernels only: cudaMalloc, __device__
    constant, ///< __constant__: kernels may not write it
    shared,   ///< for host and kernels: cudaMallocManaged, cudaMallocHost. Not known who has written what
};

struct Allocation {
    std::byte* begin = nullptr;
    std::size_t size = 0;
    std::string name; ///< "d_A"; empty if unknown
    Residence residence = Residence::device;
    bool freed = false;
    std::uint64_t number = 0; ///< counts the allocations
};

/// Forgets all allocations and starts with `total` bytes. At first there is 1 GiB.
void reset_memory(std::size_t total);
std::size_t total_memory();
std::size_t free_memory();

/// Memory at a multiple of 256 bytes. `expression` is what the program calls it: "&d_A" and "(void**)&d_A"
/// name it d_A. nullptr if there is not so much (cudaErrorMemoryAllocation), or if size is 0.
void* allocate(std::size_t size, const std::string& expression = "", Residence = Residence::device);

/// Gives an allocation back; it is not used again before the range is exhausted. False if no allocation that
/// is still there begins here (cudaErrorInvalidValue).
bool release(void* begin);

/// Calls the allocation at this address otherwise, in the tests' words.
void name_allocation(const void* begin, const std::string& name);

/// Makes a variable with the attribute __device__ or __constant__ known, wherever it is: "table[4][25]". It
/// is initialised: by zeros, unless it has another initial value.
void register_variable(const void* begin, std::size_t size, const std::string& declaration, Residence);
void forget_variable(const void* begin);

/// Whether an address lies in the reserved range, allocated or not, or in a registered variable.
bool is_device_address(const void* address);

/// The allocation or variable that holds all of a range, alive; nullptr if there is none, and cudaMemcpy
/// and its like must return cudaErrorInvalidValue.
const Allocation* allocation_of(const void* begin, std::size_t size = 1);

/// The allocation that holds an address (freed ones as well), or the one that it is closest to; nullptr
/// without any.
const Allocation* nearest_allocation(const void* address);

/// What was never given back, in the order of allocation; each is reported as a fault of the kind "leak" by
/// report_leaks(). Variables do not count.
std::vector<Allocation> leaks();
void report_leaks();

/// The host, or a library, has written this range of device memory: a copy, cudaMemset, cuBLAS.
void mark_written(const void* begin, std::size_t size);

/// The first byte of a range of device memory that nobody has written; nullptr if there is none.
const std::byte* first_unwritten(const void* begin, std::size_t size);

} // namespace gpu
