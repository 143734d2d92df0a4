// @finds note
// A barrier that only half of the threads reach.
#include "on_device.cuh"
__global__ void k(int* x) {
    if (threadIdx.x < 32) {
        x[threadIdx.x] = 1;
        __syncthreads(); // <-
        x[threadIdx.x] += 1;
    }
}
extern "C" int test() {
    int* x = unwritten<int>(64);
    k<<<1, 64>>>(x);
    cudaDeviceSynchronize();
    cudaFree(x);
    return 0;
}
