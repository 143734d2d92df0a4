// @finds out_of_bounds
// The guard says <= where it should say <.
#include "on_device.cuh"

__global__ void k(float* x) {
    const int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i <= 100) x[i] = 1; // <- Thread (36, 0, 0) of block (1, 0, 0) writes memory[100], just past the end of memory
}

extern "C" int test() {
    float* x = numbers<float>(100);
    k<<<2, 64>>>(x);
    cudaDeviceSynchronize();
    cudaFree(x);
    return 0;
}
