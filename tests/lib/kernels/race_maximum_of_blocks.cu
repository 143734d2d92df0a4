// @finds race
// A maximum over all blocks, compared and set in two steps.
#include "on_device.cuh"
__global__ void k(const int* x, int* best) {
    const int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (x[i] > *best) // <- memory[0] is
        *best = x[i]; // <- memory[0] is
}
extern "C" int test() {
    int *x = numbers<int>(64), *best = zeros<int>(1);
    k<<<2, 32>>>(x, best);
    cudaDeviceSynchronize();
    cudaFree(x);
    cudaFree(best);
    return 0;
}
