// @finds out_of_bounds
// One element past the end of an array in shared memory, with another behind it.
#include "on_device.cuh"

__global__ void k(float* x) {
    __shared__ float first[64], second[64];
    second[threadIdx.x] = x[threadIdx.x];
    first[threadIdx.x + 1] = x[threadIdx.x]; // <- Thread (63, 0, 0) of block (0, 0, 0) writes first[64]
    x[threadIdx.x] = second[threadIdx.x];
}

extern "C" int test() {
    float* x = numbers<float>(64);
    k<<<1, 64>>>(x);
    cudaDeviceSynchronize();
    cudaFree(x);
    return 0;
}
