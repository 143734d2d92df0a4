// @finds race uninitialised
// The tiles are used before all threads have loaded them.
#include "on_device.cuh"

constexpr int tile = 16;

__global__ void k(const float* A, const float* B, float* C, int n) {
    __shared__ float As[tile][tile], Bs[tile][tile];
    const int tx = threadIdx.x, ty = threadIdx.y, row = blockIdx.y * tile + ty, col = blockIdx.x * tile + tx;
    float sum = 0;
    for (int t = 0; t < n / tile; ++t) {
        As[ty][tx] = A[row * n + t * tile + tx];                     // <-
        Bs[ty][tx] = B[(t * tile + ty) * n + col];                   // <-
        for (int i = 0; i < tile; ++i) sum += As[ty][i] * Bs[i][tx]; // <-
        __syncthreads();
    }
    C[row * n + col] = sum;
}

extern "C" int test() {
    const int n = 32;
    float *A = numbers<float>(n * n), *B = numbers<float>(n * n), *C = unwritten<float>(n * n);
    k<<<dim3(2, 2), dim3(tile, tile)>>>(A, B, C, n);
    cudaDeviceSynchronize();
    cudaFree(A);
    cudaFree(B);
    cudaFree(C);
    return 0;
}
