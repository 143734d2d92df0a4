// @finds freed_memory
// A kernel uses what was freed before.
#include "on_device.cuh"

__global__ void k(float* x) {
    x[threadIdx.x] = 1; // <- after cudaFree
}

extern "C" int test() {
    float* x = unwritten<float>(32);
    cudaFree(x);
    k<<<1, 32>>>(x);
    cudaDeviceSynchronize();
    return 0;
}
