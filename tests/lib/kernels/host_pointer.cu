// @finds host_memory
// A host pointer is passed to a kernel.
#include "on_device.cuh"

__global__ void k(const float* x, float* y) {
    y[threadIdx.x] = x[threadIdx.x]; // <- reads memory of the host: a host pointer is used on the device
}

extern "C" int test() {
    std::vector<float> x(32, 1.0f);
    float* y = unwritten<float>(32);
    k<<<1, 32>>>(x.data(), y);
    const bool failed = cudaDeviceSynchronize() == cudaErrorIllegalAddress;
    cudaFree(y);
    return !failed;
}
