// @finds uninitialised
// A sum is added to memory that nobody has cleared.
#include "on_device.cuh"

__global__ void k(float* y) {
    y[threadIdx.x] += 1; // <-
}

extern "C" int test() {
    float* y = unwritten<float>(32);
    k<<<1, 32>>>(y);
    cudaDeviceSynchronize();
    cudaFree(y);
    return 0;
}
