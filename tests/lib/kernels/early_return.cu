// @finds note
// Threads beyond the end return before the barrier: NVIDIA's GPUs do not wait for them.
#include <cuda_runtime.h>

__global__ void shifted(int* x, int n) {
    __shared__ int tile[32];
    if (threadIdx.x >= n) return;
    tile[threadIdx.x] = threadIdx.x;
    __syncthreads(); // <- Thread (31, 0, 0) of block (0, 0, 0) has ended before this barrier
    x[threadIdx.x] = tile[n - 1 - threadIdx.x];
}

extern "C" int test() {
    int *x, y[20];
    cudaMalloc(&x, sizeof y);
    shifted<<<1, 32>>>(x, 20);
    cudaMemcpy(y, x, sizeof y, cudaMemcpyDeviceToHost);
    cudaFree(x);
    return y[0] != 19;
}
