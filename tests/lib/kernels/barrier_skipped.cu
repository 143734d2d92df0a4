// @finds barrier_skipped
// A thread that has passed a barrier ends without the next one.
#include <cuda_runtime.h>

__global__ void skips(int* x) {
    __syncthreads();
    if (threadIdx.x == 7) return;
    __syncthreads(); // <- Thread (7, 0, 0) of block (0, 0, 0) has passed 1 barrier with its block
    x[threadIdx.x] = 1;
}

extern "C" int test() {
    int* x;
    cudaMalloc(&x, 32 * sizeof(int));
    skips<<<1, 32>>>(x);
    cudaFree(x);
    return 0;
}
