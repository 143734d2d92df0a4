// @finds misaligned
// A float2 is stored at an odd element of shared memory.
#include "on_device.cuh"
__global__ void k(float* y) {
    __shared__ float tile[65];
    *(float2*)(tile + threadIdx.x * 2 + 1) = make_float2(1, 2); // <- bytes from the beginning of tile
    __syncthreads();
    y[threadIdx.x] = tile[threadIdx.x + 1];
}
extern "C" int test() {
    float* y = unwritten<float>(32);
    k<<<1, 32>>>(y);
    cudaDeviceSynchronize();
    cudaFree(y);
    return 0;
}
