// @finds uninitialised
// The bins of a block begin with anything.
#include "on_device.cuh"
__global__ void k(const int* x, int* bins) {
    __shared__ int mine[16];
    atomicAdd(&mine[x[threadIdx.x] % 16], 1); // <- mine[
    __syncthreads();
    if (threadIdx.x < 16) atomicAdd(&bins[threadIdx.x], mine[threadIdx.x]);
}
extern "C" int test() {
    int *x = numbers<int>(64), *bins = zeros<int>(16);
    k<<<1, 64>>>(x, bins);
    cudaDeviceSynchronize();
    cudaFree(x);
    cudaFree(bins);
    return 0;
}
