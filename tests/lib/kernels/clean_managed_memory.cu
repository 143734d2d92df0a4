// @finds nothing
// Memory for both: nobody knows what the host has written there.
#include "on_device.cuh"

__global__ void k(float* x) { x[threadIdx.x] += 1; }

extern "C" int test() {
    float* x = nullptr;
    cudaMallocManaged(&x, 32 * sizeof(float));
    for (int i = 0; i < 32; ++i) x[i] = i;
    k<<<1, 32>>>(x);
    cudaDeviceSynchronize();
    const bool right = x[31] == 32;
    cudaFree(x);
    return !right;
}
