// @finds divergent_barrier
// Two barriers in two branches: they pair by count, and are not the same one.
#include <cuda_runtime.h>

__global__ void branches(int* x) {
    if (threadIdx.x % 2) {
        x[threadIdx.x] = 1;
        __syncthreads(); // <- wait at two different barriers
    } else {
        __syncthreads(); // <-
        x[threadIdx.x] = 2;
    }
}

extern "C" int test() {
    int* x;
    cudaMalloc(&x, 64 * sizeof(int));
    branches<<<1, 64>>>(x);
    return cudaFree(x);
}
