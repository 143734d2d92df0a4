// @finds race
// A lock that is opened without a fence.
#include "on_device.cuh"

__device__ int lock = 0;

__global__ void k(float* x) {
    if (threadIdx.x == 0) {
        while (atomicCAS(&lock, 0, 1) != 0) {
        }
        __threadfence();
        x[0] += 1; // <-
        atomicExch(&lock, 0);
    }
}

extern "C" int test() {
    float* x = numbers<float>(1);
    k<<<6, 32>>>(x);
    cudaDeviceSynchronize();
    cudaFree(x);
    return 0;
}
