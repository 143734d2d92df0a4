// @finds uninitialised
// Only half of the bytes are copied: the size was counted in elements.
#include "on_device.cuh"
__global__ void k(const float* x, float* y) {
    y[threadIdx.x] = 2 * x[threadIdx.x]; // <-
}
extern "C" int test() {
    float host[32] = {}, *x = unwritten<float>(32), *y = unwritten<float>(32);
    cudaMemcpy(x, host, 32, cudaMemcpyHostToDevice);
    k<<<1, 32>>>(x, y);
    cudaDeviceSynchronize();
    cudaFree(x);
    cudaFree(y);
    return 0;
}
