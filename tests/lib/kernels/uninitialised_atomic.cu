// @finds uninitialised
// A counter that nobody has cleared.
#include "on_device.cuh"

__global__ void k(int* count) {
    atomicAdd(count, 1); // <-
}

extern "C" int test() {
    int* count = unwritten<int>(1);
    k<<<1, 32>>>(count);
    cudaDeviceSynchronize();
    cudaFree(count);
    return 0;
}
