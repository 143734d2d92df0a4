// @finds out_of_bounds
// A pointer that was never allocated.
#include "on_device.cuh"

__global__ void k(float* x) {
    x[threadIdx.x] = 1; // <- null pointer
}

extern "C" int test() {
    k<<<1, 32>>>(nullptr);
    return cudaDeviceSynchronize() != cudaErrorIllegalAddress;
}
