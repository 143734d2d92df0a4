// @finds nothing
// A tile with one column more than it needs, so that its columns lie in different banks.
#include "on_device.cuh"

__global__ void k(float* x) {
    __shared__ float tile[16][17];
    const int i = threadIdx.y, j = threadIdx.x;
    tile[i][j] = x[16 * i + j];
    __syncthreads();
    x[16 * i + j] = tile[j][i];
}

extern "C" int test() {
    float* x = numbers<float>(256);
    k<<<1, dim3(16, 16)>>>(x);
    cudaDeviceSynchronize();
    cudaFree(x);
    return 0;
}
