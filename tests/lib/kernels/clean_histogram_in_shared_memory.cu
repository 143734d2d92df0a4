// @finds nothing
// Bins of a block, then of all, atomically.
#include "on_device.cuh"

__global__ void k(float* x) {
    __shared__ int bins[8];
    if (threadIdx.x < 8) bins[threadIdx.x] = 0;
    __syncthreads();
    atomicAdd(&bins[threadIdx.x % 8], 1);
    __syncthreads();
    if (threadIdx.x < 8) atomicAdd(&x[threadIdx.x], float(bins[threadIdx.x]));
}

extern "C" int test() {
    float* x = numbers<float>(8);
    k<<<3, 128>>>(x);
    cudaDeviceSynchronize();
    cudaFree(x);
    return 0;
}
