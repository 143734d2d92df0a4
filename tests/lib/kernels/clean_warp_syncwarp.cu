// @finds nothing
// The same tree with __syncwarp between reading and writing.
#include "on_device.cuh"

__global__ void k(float* x) {
    __shared__ float partial[64];
    const int t = threadIdx.x;
    partial[t] = x[t];
    partial[t + 32] = x[t + 32];
    __syncthreads();
    float sum = partial[t] + partial[t + 32];
    for (int half = 16; half > 0; half /= 2) {
        __syncwarp();
        partial[t] = sum;
        __syncwarp();
        if (t < half) sum += partial[t + half];
    }
    if (t == 0) x[0] = sum;
}

extern "C" int test() {
    float* x = numbers<float>(64);
    k<<<1, 32>>>(x);
    cudaDeviceSynchronize();
    cudaFree(x);
    return 0;
}
