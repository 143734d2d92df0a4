// @finds nothing
// A block waits for another one, and threads of different warps take turns with a lock.
#include <cuda_runtime.h>

__device__ volatile int ready;
__device__ int lock, counter, value;

__global__ void relay() {
    if (threadIdx.x != 0) return;
    if (blockIdx.x == 0) {
        while (!ready) {
        }
        __threadfence();
        atomicAdd(&counter, atomicAdd(&value, 0));
    } else {
        atomicExch(&value, 5);
        __threadfence();
        ready = 1;
    }
}

__global__ void locked() {
    if (threadIdx.x % 32 == 0) {
        while (atomicCAS(&lock, 0, 1) != 0) {
        }
        __threadfence();
        counter = counter + 1;
        __threadfence();
        atomicExch(&lock, 0);
    }
}

extern "C" int test() {
    relay<<<2, 32>>>();
    locked<<<4, 64>>>();
    int result = 0;
    cudaMemcpyFromSymbol(&result, counter, sizeof result);
    return result != 5 + 8;
}
