// @finds nothing
// A block waits for another one's flag, with fences.
#include "on_device.cuh"

__global__ void k(int* flag, float* x) {
    if (threadIdx.x != 0) return;
    if (blockIdx.x == 1) {
        x[0] = 42;
        __threadfence();
        *(volatile int*)flag = 1;
    } else {
        while (*(volatile int*)flag == 0) {
        }
        __threadfence();
        x[1] = x[0];
    }
}

extern "C" int test() {
    int* flag = zeros<int>(1);
    float* x = unwritten<float>(2);
    k<<<2, 32>>>(flag, x);
    cudaDeviceSynchronize();
    const bool right = on_host(x, 2)[1] == 42;
    cudaFree(flag);
    cudaFree(x);
    return !right;
}
