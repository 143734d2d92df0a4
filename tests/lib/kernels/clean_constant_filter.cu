// @finds nothing
// A filter in constant memory, and a halo in shared memory.
#include "on_device.cuh"

__constant__ float filter[3] = {0.25f, 0.5f, 0.25f};

__global__ void k(float* x) {
    __shared__ float tile[66];
    const int t = threadIdx.x;
    tile[t + 1] = x[t];
    if (t < 2) tile[65 * t] = 0;
    __syncthreads();
    float sum = 0;
    for (int i = 0; i < 3; ++i) sum += filter[i] * tile[t + i];
    x[t] = sum;
}

extern "C" int test() {
    float* x = numbers<float>(64);
    k<<<1, 64>>>(x);
    cudaDeviceSynchronize();
    cudaFree(x);
    return 0;
}
