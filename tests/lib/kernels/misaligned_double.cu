// @finds misaligned
// A double in the middle of floats.
#include "on_device.cuh"

__global__ void k(float* x) {
    *reinterpret_cast<double*>(x + 1) = 0; // <- writes 8 bytes at once, 4 bytes from the beginning of memory
}

extern "C" int test() {
    float* x = numbers<float>(8);
    k<<<1, 1>>>(x);
    cudaDeviceSynchronize();
    cudaFree(x);
    return 0;
}
