// @diagnosis sum_in_c
#include "sgemm_naive.cuh"

__global__ void multiply(int m, int n, int k, const float* A, int lda, const float* B, int ldb, float* C,
                         int ldc) {
    const int row = blockIdx.x * blockDim.x + threadIdx.x, column = blockIdx.y * blockDim.y + threadIdx.y;
    if (row >= m || column >= n) return; // the grid covers C, and a bit more
    C[row * ldc + column] = 0;
    for (int p = 0; p < k; ++p) C[row * ldc + column] += A[row * lda + p] * B[p * ldb + column];
}

void sgemm_naive(int m, int n, int k, const float* A, int lda, const float* B, int ldb, float* C, int ldc,
                 cudaStream_t stream) {
    if (m == 0 || n == 0) return; // a grid must not be empty
    const dim3 block(16, 16), grid((m + 15) / 16, (n + 15) / 16);
    multiply<<<grid, block, 0, stream>>>(m, n, k, A, lda, B, ldb, C, ldc);
}
