// @finds out_of_bounds
// A tile has as many rows as the block has threads along x, not y.
#include "on_device.cuh"
__global__ void k(float* x) {
    __shared__ float tile[8][16];
    tile[threadIdx.y][threadIdx.x] = x[threadIdx.y * 16 + threadIdx.x]; // <- the last element in shared memory is tile[7][15]
    __syncthreads();
    x[threadIdx.y * 16 + threadIdx.x] = tile[threadIdx.y][15 - threadIdx.x];
}
extern "C" int test() {
    float* x = numbers<float>(256);
    k<<<1, dim3(16, 16)>>>(x);
    cudaDeviceSynchronize();
    cudaFree(x);
    return 0;
}
