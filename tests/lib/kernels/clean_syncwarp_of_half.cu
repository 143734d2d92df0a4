// @finds nothing
// Each half of the warp orders itself.
#include "on_device.cuh"

__global__ void k(float* x) {
    __shared__ float partial[32];
    const int t = threadIdx.x;
    partial[t] = x[t];
    __syncwarp(t < 16 ? 0x0000ffff : 0xffff0000);
    x[t] = partial[t ^ 15];
}

extern "C" int test() {
    float* x = numbers<float>(32);
    k<<<1, 32>>>(x);
    cudaDeviceSynchronize();
    cudaFree(x);
    return 0;
}
