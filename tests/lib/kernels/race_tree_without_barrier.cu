// @finds race
// The steps of a tree without a barrier between them.
#include "on_device.cuh"

__global__ void k(float* x) {
    __shared__ float partial[256];
    const int t = threadIdx.x;
    partial[t] = x[t];
    __syncthreads();
    for (int half = 128; half > 0; half /= 2)
        if (t < half) partial[t] += partial[t + half]; // <-
    if (t == 0) x[0] = partial[0];
}

extern "C" int test() {
    float* x = numbers<float>(256);
    k<<<1, 256>>>(x);
    cudaDeviceSynchronize();
    cudaFree(x);
    return 0;
}
