// @finds race
// A block's bins are counted without atomic operations.
#include "on_device.cuh"

__global__ void k(float* x) {
    __shared__ int bins[8];
    if (threadIdx.x < 8) bins[threadIdx.x] = 0;
    __syncthreads();
    bins[threadIdx.x % 8] += 1; // <-
    __syncthreads();
    if (threadIdx.x < 8) x[threadIdx.x] = bins[threadIdx.x];
}

extern "C" int test() {
    float* x = numbers<float>(8);
    k<<<1, 128>>>(x);
    cudaDeviceSynchronize();
    cudaFree(x);
    return 0;
}
