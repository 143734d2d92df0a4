// @finds out_of_bounds
// The third number of the launch is missing.
#include "on_device.cuh"
__global__ void k(float* x) {
    extern __shared__ float partial[];
    partial[threadIdx.x] = x[threadIdx.x]; // <- of which the launch has asked for none
    __syncthreads();
    x[threadIdx.x] = partial[31 - threadIdx.x];
}
extern "C" int test() {
    float* x = numbers<float>(32);
    k<<<1, 32>>>(x);
    cudaDeviceSynchronize();
    cudaFree(x);
    return 0;
}
