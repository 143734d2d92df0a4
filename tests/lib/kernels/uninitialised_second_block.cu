// @finds uninitialised
// Each block has its own shared memory: the second finds nothing of the first.
#include "on_device.cuh"

__global__ void k(float* x) {
    __shared__ float kept[32];
    if (blockIdx.x == 0) kept[threadIdx.x] = x[threadIdx.x];
    __syncthreads();
    x[32 * blockIdx.x + threadIdx.x] = kept[threadIdx.x]; // <- reads kept[
}

extern "C" int test() {
    float* x = numbers<float>(64);
    k<<<2, 32>>>(x);
    cudaDeviceSynchronize();
    cudaFree(x);
    return 0;
}
