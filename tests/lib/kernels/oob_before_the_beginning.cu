// @finds out_of_bounds
// The left neighbour of the first element.
#include "on_device.cuh"

__global__ void k(float* x) {
    __shared__ float left[64];
    left[threadIdx.x] = x[int(threadIdx.x) - 1]; // <- reads memory[-1], 1 element before the beginning of memory, which has 64 elements of 4 bytes
    __syncthreads();
    x[threadIdx.x] = left[threadIdx.x];
}

extern "C" int test() {
    float* x = numbers<float>(64);
    k<<<1, 64>>>(x);
    cudaDeviceSynchronize();
    cudaFree(x);
    return 0;
}
