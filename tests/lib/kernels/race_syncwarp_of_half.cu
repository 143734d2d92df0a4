// @finds race
// __syncwarp orders the lanes of its mask only.
#include "on_device.cuh"

__global__ void k(float* x) {
    __shared__ float partial[32];
    const int t = threadIdx.x;
    partial[t] = 0;
    __syncwarp();
    partial[t] = x[t]; // <-
    __syncwarp(t < 16 ? 0x0000ffff : 0xffff0000);
    x[t] = partial[31 - t]; // <-
}

extern "C" int test() {
    float* x = numbers<float>(32);
    k<<<1, 32>>>(x);
    cudaDeviceSynchronize();
    cudaFree(x);
    return 0;
}
