// @finds deadlock
// A flag that nobody sets.
#include <cuda_runtime.h>

__device__ volatile int flag;

__global__ void waits() {
    while (!flag) { // <- waits for a change that no thread makes
    }
}

extern "C" int test() {
    waits<<<3, 32>>>();
    return cudaDeviceSynchronize() != cudaErrorLaunchTimeout;
}
