// @finds barrier_skipped note
// Threads go through a loop with a barrier different numbers of times.
#include "on_device.cuh"
__global__ void k(const int* lengths, int* x) {
    const int t = threadIdx.x;
    x[t] = 0;
    for (int i = 0; i < lengths[t]; ++i) {
        x[t] += i;
        __syncthreads(); // <-
    }
}
extern "C" int test() {
    int *lengths = numbers<int>(32), *x = unwritten<int>(32);
    k<<<1, 32>>>(lengths, x);
    cudaDeviceSynchronize();
    cudaFree(lengths);
    cudaFree(x);
    return 0;
}
