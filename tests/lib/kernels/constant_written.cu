// @finds constant_written
// A kernel writes to constant memory.
#include "on_device.cuh"

__constant__ float factor[4] = {1, 2, 3, 4};

__device__ void set(const float* where) {
    *const_cast<float*>(where) = 5; // <- writes factor[
}

__global__ void k(float* x) {
    x[threadIdx.x] *= factor[threadIdx.x];
    if (threadIdx.x == 3) set(factor + 3);
}

extern "C" int test() {
    float* x = numbers<float>(4);
    k<<<1, 4>>>(x);
    cudaDeviceSynchronize();
    cudaFree(x);
    return 0;
}
