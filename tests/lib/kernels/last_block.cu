// @finds nothing
// The block that ends last adds up what the others have left: fence, counter, no fence behind it.
#include <cuda_runtime.h>

__device__ unsigned arrived = 0;

__global__ void sum(const int* x, int* partial, int* total) {
    __shared__ int of_block;
    __shared__ bool last;
    if (threadIdx.x == 0) of_block = 0;
    __syncthreads();
    atomicAdd(&of_block, x[blockIdx.x * blockDim.x + threadIdx.x]);
    __syncthreads();
    if (threadIdx.x == 0) {
        partial[blockIdx.x] = of_block;
        __threadfence();
        last = atomicInc(&arrived, gridDim.x - 1) == gridDim.x - 1;
    }
    __syncthreads();
    if (last && threadIdx.x == 0) {
        *total = 0;
        for (int b = 0; b < gridDim.x; ++b) *total += partial[b];
    }
}

extern "C" int test() {
    int x[256], *d_x, *partial, *total, result;
    for (int i = 0; i < 256; ++i) x[i] = i;
    cudaMalloc(&d_x, sizeof x);
    cudaMalloc(&partial, 4 * sizeof(int));
    cudaMalloc(&total, sizeof(int));
    cudaMemcpy(d_x, x, sizeof x, cudaMemcpyHostToDevice);
    sum<<<4, 64>>>(d_x, partial, total);
    cudaMemcpy(&result, total, sizeof result, cudaMemcpyDeviceToHost);
    cudaFree(d_x);
    cudaFree(partial);
    cudaFree(total);
    return result != 255 * 128;
}
