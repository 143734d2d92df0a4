// @finds race
// A warp's lanes do not run in step by themselves.
#include "on_device.cuh"

__global__ void k(float* x) {
    __shared__ float partial[64];
    const int t = threadIdx.x;
    partial[t] = x[t];
    partial[t + 32] = x[t + 32];
    __syncthreads();
    for (int half = 32; half > 0; half /= 2)
        if (t < half) partial[t] += partial[t + half]; // <-
    if (t == 0) x[0] = partial[0];
}

extern "C" int test() {
    float* x = numbers<float>(64);
    k<<<1, 32>>>(x);
    cudaDeviceSynchronize();
    cudaFree(x);
    return 0;
}
