// @finds nothing
// Past the end of a row, but within the array: invisible on a GPU, too.
#include "on_device.cuh"

__global__ void k(float* x) {
    __shared__ float rows[2][32];
    rows[0][threadIdx.x] = x[threadIdx.x];
    x[threadIdx.x] = rows[0][threadIdx.x];
}

extern "C" int test() {
    float* x = numbers<float>(64);
    k<<<1, 64>>>(x);
    cudaDeviceSynchronize();
    cudaFree(x);
    return 0;
}
