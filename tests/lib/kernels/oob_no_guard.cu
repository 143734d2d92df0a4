// @finds out_of_bounds
// No guard, and a size that is no multiple of the block.
#include "on_device.cuh"

__global__ void k(float* x) {
    const int i = blockIdx.x * blockDim.x + threadIdx.x;
    x[i] *= 2; // <-
}

extern "C" int test() {
    float* x = numbers<float>(100);
    k<<<2, 64>>>(x);
    cudaDeviceSynchronize();
    cudaFree(x);
    return 0;
}
