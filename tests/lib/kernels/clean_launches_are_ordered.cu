// @finds nothing
// What one launch writes another may read.
#include "on_device.cuh"

__global__ void k(float* x) {
    const int i = blockIdx.x * blockDim.x + threadIdx.x;
    x[127 - i] += 1;
}

extern "C" int test() {
    float* x = numbers<float>(128);
    k<<<2, 64>>>(x);
    cudaDeviceSynchronize();
    cudaFree(x);
    return 0;
}
