// @finds device_memory
// Host code uses device memory.
#include "on_device.cuh"

__global__ void k(float* x) { x[threadIdx.x] = 1; }

extern "C" int test() {
    float* x = unwritten<float>(32);
    k<<<1, 32>>>(x);
    cudaDeviceSynchronize();
    const bool right = x[3] == 1; // <- Host code reads memory[3]
    cudaFree(x);
    return !right;
}
