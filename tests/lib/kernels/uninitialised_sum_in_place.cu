// @finds uninitialised
// The output is added to, and nobody has set it to zero.
#include "on_device.cuh"
__global__ void k(const float* A, float* C, int n) {
    const int i = threadIdx.x;
    for (int j = 0; j < n; ++j) C[i] += A[i * n + j]; // <- cudaMalloc clears nothing
}
extern "C" int test() {
    float *A = numbers<float>(64), *C = unwritten<float>(8);
    k<<<1, 8>>>(A, C, 8);
    cudaDeviceSynchronize();
    cudaFree(A);
    cudaFree(C);
    return 0;
}
