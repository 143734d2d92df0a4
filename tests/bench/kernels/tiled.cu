// The product of two 256 by 256 matrices in tiles of 16 by 16.
#include <cuda_runtime.h>

constexpr int tile = 16;

__global__ void tiled(const float* A, const float* B, float* C, int n) {
    __shared__ float As[tile][tile], Bs[tile][tile];
    const int tx = threadIdx.x, ty = threadIdx.y, row = blockIdx.y * tile + ty, col = blockIdx.x * tile + tx;
    float sum = 0;
    for (int t = 0; t < n / tile; ++t) {
        As[ty][tx] = A[row * n + t * tile + tx];
        Bs[ty][tx] = B[(t * tile + ty) * n + col];
        __syncthreads();
        for (int k = 0; k < tile; ++k) sum += As[ty][k] * Bs[k][tx];
        __syncthreads();
    }
    C[row * n + col] = sum;
}

extern "C" int test() {
    const int n = 256;
    float *a, *b, *c;
    for (float** memory : {&a, &b, &c}) {
        cudaMalloc(memory, n * n * sizeof(float));
        cudaMemset(*memory, 0, n * n * sizeof(float));
    }
    tiled<<<dim3(n / tile, n / tile), dim3(tile, tile)>>>(a, b, c, n);
    const int error = cudaDeviceSynchronize();
    for (float* memory : {a, b, c}) cudaFree(memory);
    return error;
}
