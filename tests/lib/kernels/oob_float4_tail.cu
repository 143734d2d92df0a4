// @finds out_of_bounds
// The last float4 reaches past the end.
#include "on_device.cuh"

__global__ void k(float* x) {
    const int i = threadIdx.x;
    if (4 * i < 30) {
        float4 v = reinterpret_cast<float4*>(x)[i]; // <- reads memory[7], partly past the end of memory, which has 7 elements of 16 bytes
        v.x += 1;
        reinterpret_cast<float4*>(x)[i] = v;
    }
}

extern "C" int test() {
    float* x = numbers<float>(30);
    k<<<1, 32>>>(x);
    cudaDeviceSynchronize();
    cudaFree(x);
    return 0;
}
