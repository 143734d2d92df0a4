// @finds deadlock
// A flag that nobody sets.
#include <cuda_runtime.h>

__device__ volatile int flag;

__global__ void waits() {
    while (!flag) { // <- thread (0, 0, 0) of block (0, 0, 0) waits for a change that no thread makes
    }
}

extern "C" int test() {
    waits<<<3, 32>>>();
    return cudaDeviceSynchronize() != cudaErrorLaunchTimeout;
}
