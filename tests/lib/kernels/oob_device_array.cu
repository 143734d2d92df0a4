// @finds out_of_bounds
// An index into a __device__ array that is too large.
#include "on_device.cuh"
__device__ int table[4][8];
__global__ void k() {
    table[threadIdx.y][threadIdx.x] = 1; // <- the last element in global memory is table[3][7]
}
extern "C" int test() {
    k<<<1, dim3(8, 5)>>>();
    cudaDeviceSynchronize();
    return 0;
}
