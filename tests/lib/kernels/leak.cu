// @finds leak
// Nobody frees it.
#include "on_device.cuh"

__global__ void k(float* x) { x[threadIdx.x] = 1; }

extern "C" int test() {
    float* x = unwritten<float>(32);
    k<<<1, 32>>>(x);
    return cudaDeviceSynchronize() != cudaSuccess;
}
