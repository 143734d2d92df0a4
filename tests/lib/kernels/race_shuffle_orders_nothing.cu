// @finds race
// A shuffle exchanges registers, and orders no memory.
#include "on_device.cuh"

__global__ void k(float* x) {
    __shared__ float partial[32];
    const int t = threadIdx.x;
    partial[t] = x[t]; // <- partial[
    float other = __shfl_xor_sync(0xffffffff, x[t], 1);
    x[t] = other + partial[t ^ 1]; // <-
}

extern "C" int test() {
    float* x = numbers<float>(32);
    k<<<1, 32>>>(x);
    cudaDeviceSynchronize();
    cudaFree(x);
    return 0;
}
