// The sums of 256 numbers each of 2^20, by trees in shared memory.
#include <cuda_runtime.h>

__global__ void sums_of_blocks(const float* x, float* sums) {
    __shared__ float partial[256];
    const int t = threadIdx.x;
    partial[t] = x[blockIdx.x * 256 + t];
    __syncthreads();
    for (int half = 128; half > 0; half /= 2) {
        if (t < half) partial[t] += partial[t + half];
        __syncthreads();
    }
    if (t == 0) sums[blockIdx.x] = partial[0];
}

extern "C" int test() {
    const int n = 1 << 20, threads = 256;
    float *x, *sums;
    cudaMalloc(&x, n * sizeof(float));
    cudaMalloc(&sums, n / threads * sizeof(float));
    cudaMemset(x, 0, n * sizeof(float));
    sums_of_blocks<<<n / threads, threads>>>(x, sums);
    const int error = cudaDeviceSynchronize();
    cudaFree(x);
    cudaFree(sums);
    return error;
}
