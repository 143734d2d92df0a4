// @finds out_of_bounds
// Rows where the columns belong.
#include "on_device.cuh"

__global__ void k(float* x) {
    const int rows = 8, cols = 32, i = threadIdx.y, j = threadIdx.x;
    if (i < rows && j < cols) x[j * cols + i] += 1; // <-
}

extern "C" int test() {
    float* x = numbers<float>(256);
    k<<<1, dim3(32, 8)>>>(x);
    cudaDeviceSynchronize();
    cudaFree(x);
    return 0;
}
