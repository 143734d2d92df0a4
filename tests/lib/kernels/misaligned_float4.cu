// @finds misaligned
// A float4 that does not begin at a multiple of 16 bytes.
#include "on_device.cuh"

__global__ void k(float* x) {
    const float4 v = *reinterpret_cast<float4*>(x + 1 + 4 * threadIdx.x); // <-
    x[threadIdx.x] = v.x;
}

extern "C" int test() {
    float* x = numbers<float>(256);
    k<<<1, 8>>>(x);
    cudaDeviceSynchronize();
    cudaFree(x);
    return 0;
}
