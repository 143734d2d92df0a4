// @finds race
// A flag in shared memory is set by all, and read without a barrier.
#include "on_device.cuh"
__global__ void k(const int* x, int* found, int what) {
    __shared__ int flag;
    if (threadIdx.x == 0) flag = 0;
    __syncthreads();
    if (x[threadIdx.x] == what) flag = 1; // <- flag
    if (threadIdx.x == 0) *found = flag;  // <- flag
}
extern "C" int test() {
    int *x = numbers<int>(64), *found = unwritten<int>(1);
    k<<<1, 64>>>(x, found, 40);
    cudaDeviceSynchronize();
    cudaFree(x);
    cudaFree(found);
    return 0;
}
