// @finds race
// Without the fence, the last block may read what is not written yet.
#include "on_device.cuh"

__device__ unsigned finished = 0;

__global__ void k(float* x, float* partial) {
    __shared__ bool last;
    if (threadIdx.x == 0) {
        partial[blockIdx.x] = x[blockIdx.x]; // <-
        // no __threadfence() here
        last = atomicAdd(&finished, 1u) == gridDim.x - 1;
    }
    __syncthreads();
    if (last && threadIdx.x == 0) {
        float sum = 0;
        for (int i = 0; i < gridDim.x; ++i) sum += partial[i]; // <-
        x[gridDim.x] = sum;
        finished = 0;
    }
}

extern "C" int test() {
    float *x = numbers<float>(9), *partial = unwritten<float>(8);
    k<<<8, 64>>>(x, partial);
    cudaDeviceSynchronize();
    cudaFree(x);
    cudaFree(partial);
    return 0;
}
