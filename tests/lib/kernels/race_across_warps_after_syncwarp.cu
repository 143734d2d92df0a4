// @finds race
// __syncwarp where a barrier of the block belongs.
#include "on_device.cuh"
__global__ void k(float* x) {
    __shared__ float sums[2];
    if (threadIdx.x < 2) sums[threadIdx.x] = 0;
    __syncthreads();
    float v = x[threadIdx.x];
    for (int offset = 16; offset > 0; offset /= 2) v += __shfl_down_sync(0xffffffff, v, offset);
    if (threadIdx.x % 32 == 0) sums[threadIdx.x / 32] = v; // <- sums[1]
    __syncwarp();
    if (threadIdx.x == 0) x[0] = sums[0] + sums[1]; // <- sums[1]
}
extern "C" int test() {
    float* x = numbers<float>(64);
    k<<<1, 64>>>(x);
    cudaDeviceSynchronize();
    cudaFree(x);
    return 0;
}
