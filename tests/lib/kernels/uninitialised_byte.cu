// @finds uninitialised
// Of a word, one byte was not copied.
#include "on_device.cuh"

__global__ void k(const int* x, int* y) {
    y[threadIdx.x] = x[threadIdx.x]; // <- reads memory[31], of which byte 3 was never written
}

extern "C" int test() {
    int *x = unwritten<int>(32), *y = unwritten<int>(32);
    cudaMemset(x, 0, 32 * sizeof(int) - 1);
    k<<<1, 32>>>(x, y);
    cudaDeviceSynchronize();
    cudaFree(x);
    cudaFree(y);
    return 0;
}
