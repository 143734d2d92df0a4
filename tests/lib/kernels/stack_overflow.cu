// @finds stack_overflow
// A recursion without end.
#include <cuda_runtime.h>

__device__ int deeper(int depth, int* x) { return depth < 0 ? 0 : 1 + deeper(depth + 1, x) + x[0]; }

__global__ void recurses(int* x) {
    __syncthreads();
    x[threadIdx.x] = deeper(0, x);
}

extern "C" int test() {
    int* x;
    cudaMalloc(&x, 32 * sizeof(int));
    recurses<<<1, 32>>>(x);
    const bool told = cudaDeviceSynchronize() == cudaErrorHardwareStackError;
    cudaFree(x);
    return !told;
}
