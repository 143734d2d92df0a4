// @finds race
// Code for GPUs before Volta: volatile is no order of lanes.
#include "on_device.cuh"

__device__ void last_warp(volatile float* partial, int t) {
    for (int half = 32; half > 4; half /= 2) partial[t] += partial[t + half]; // <-
}

__global__ void k(float* x) {
    __shared__ float partial[64];
    const int t = threadIdx.x;
    partial[t] = x[t];
    __syncthreads();
    if (t < 32) last_warp(partial, t);
    __syncthreads();
    if (t < 8) x[t] = partial[t];
}

extern "C" int test() {
    float* x = numbers<float>(64);
    k<<<1, 64>>>(x);
    cudaDeviceSynchronize();
    cudaFree(x);
    return 0;
}
