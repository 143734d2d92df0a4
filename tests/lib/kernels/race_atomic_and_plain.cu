// @finds race
// One thread reads plainly what others update atomically.
#include "on_device.cuh"

__global__ void k(float* x) {
    atomicAdd(x, 1.0f);                 // <- memory[0] is
    if (threadIdx.x == 40) x[1] = x[0]; // <- an atomic operation protects against other atomic operations only
}

extern "C" int test() {
    float* x = numbers<float>(2);
    k<<<1, 64>>>(x);
    cudaDeviceSynchronize();
    cudaFree(x);
    return 0;
}
