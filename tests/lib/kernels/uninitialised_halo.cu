// @finds uninitialised
// The tile's edges are not loaded.
#include "on_device.cuh"

__global__ void k(float* x) {
    __shared__ float tile[66];
    const int t = threadIdx.x;
    tile[t + 1] = x[t];
    __syncthreads();
    x[t] = tile[t] + tile[t + 2]; // <- reads tile[0], which nobody has written since the block began
}

extern "C" int test() {
    float* x = numbers<float>(64);
    k<<<1, 64>>>(x);
    cudaDeviceSynchronize();
    cudaFree(x);
    return 0;
}
