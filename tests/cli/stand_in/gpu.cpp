/// @file
/// In place of a driver and a GPU, for the tests of what gemmlings does with one: preloaded, it takes the
/// place of CUDA's functions that our programs and the tests' submissions call. Its device memory is memory
/// of the host, which a submission can use without a kernel; every kernel faults. As with CUDA, a fault
/// spoils the rest of its process, and so does a fork.
///
/// The variable STAND_IN_GPU chooses a GPU that is not there ("none"), or one that nobody can use ("busy").

#include <cuda_runtime.h>

#include <cstdlib>
#include <cstring>
#include <string_view>
#include <unistd.h>

namespace {

/// The error that every function returns from now on.
cudaError_t spoilt = cudaSuccess;
pid_t initialised_in = 0;

bool is(const char* state) {
    const char* chosen = std::getenv("STAND_IN_GPU");
    return chosen && std::string_view(chosen) == state;
}

cudaError_t use() {
    if (initialised_in == 0) initialised_in = ::getpid();
    if (initialised_in != ::getpid()) spoilt = cudaErrorInitializationError;
    if (is("busy")) spoilt = cudaErrorDevicesUnavailable;
    return spoilt;
}

cudaError_t launch() {
    use();
    spoilt = cudaErrorIllegalAddress; // seen by whoever waits for the kernel
    return cudaSuccess;
}

} // namespace

extern "C" {

cudaError_t cudaGetDeviceCount(int* count) {
    *count = is("none") ? 0 : 1;
    return is("none") ? cudaErrorNoDevice : cudaSuccess;
}

cudaError_t cudaGetDeviceProperties(cudaDeviceProp* properties, int) {
    *properties = {};
    std::strcpy(properties->name, "Stand-in GPU");
    properties->major = 7;
    properties->minor = 5;
    return cudaSuccess;
}

cudaError_t cudaMalloc(void** memory, size_t size) {
    if (use() == cudaSuccess) *memory = std::malloc(size);
    return spoilt;
}

cudaError_t cudaFree(void* memory) {
    std::free(memory);
    return use();
}

cudaError_t cudaMemcpy(void* to, const void* from, size_t size, cudaMemcpyKind) {
    if (use() == cudaSuccess) std::memcpy(to, from, size);
    return spoilt;
}

cudaError_t cudaDeviceSynchronize() { return use(); }
cudaError_t cudaGetLastError() { return cudaSuccess; }

// What a launch becomes: the second in CUDA 13, the first in older ones.
cudaError_t cudaLaunchKernel(const void*, dim3, dim3, void**, size_t, cudaStream_t) { return launch(); }
cudaError_t __cudaLaunchKernel(cudaKernel_t, dim3, dim3, void**, size_t, cudaStream_t) { return launch(); }
cudaError_t __cudaGetKernel(cudaKernel_t*, const void*) { return cudaSuccess; }
char __cudaInitModule(void**) { return 1; }
}
