// @finds out_of_bounds
// The launch asks for too few bytes of shared memory.
#include "on_device.cuh"

__global__ void k(float* x) {
    extern __shared__ float partial[];
    partial[threadIdx.x] = x[threadIdx.x]; // <- the last element in shared memory is partial[15]
    x[threadIdx.x] = partial[threadIdx.x];
}

extern "C" int test() {
    float* x = numbers<float>(64);
    k<<<1, 64, 64>>>(x);
    cudaDeviceSynchronize();
    cudaFree(x);
    return 0;
}
