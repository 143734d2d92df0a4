// @finds deadlock
// A lock that every lane of a warp wants, and that is released behind the loop.
#include "on_device.cuh"
__global__ void k(int* lock, int* x) {
    while (atomicCAS(lock, 0, 1) != 0) { // <-
    }
    __syncwarp();
    x[0] += 1;
    atomicExch(lock, 0);
}
extern "C" int test() {
    int *lock = zeros<int>(1), *x = zeros<int>(1);
    k<<<1, 32>>>(lock, x);
    cudaDeviceSynchronize();
    cudaFree(lock);
    cudaFree(x);
    return 0;
}
