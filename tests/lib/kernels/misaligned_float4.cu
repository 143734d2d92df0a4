// @finds misaligned
// A float4 is loaded from a row whose length is no multiple of four.
#include "on_device.cuh"
__global__ void k(const float* x, float* y, int columns) {
    const float4 v = *reinterpret_cast<const float4*>(&x[threadIdx.x * columns]); // <- reads 16 bytes
    y[threadIdx.x] = v.x + v.y + v.z + v.w;
}
extern "C" int test() {
    float *x = numbers<float>(200), *y = unwritten<float>(32);
    k<<<1, 32>>>(x, y, 5);
    cudaDeviceSynchronize();
    cudaFree(x);
    cudaFree(y);
    return 0;
}
