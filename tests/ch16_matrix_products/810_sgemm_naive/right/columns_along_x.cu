#include "sgemm_naive.cuh"

/// The other way round, backwards along k, and with blocks that are not square.
__global__ void multiply(int m, int n, int k, const float* A, int lda, const float* B, int ldb, float* C,
                         int ldc) {
    const int column = blockIdx.x * blockDim.x + threadIdx.x, row = blockIdx.y * blockDim.y + threadIdx.y;
    if (row < m && column < n) {
        float sum = 0;
        for (int p = k - 1; p >= 0; --p) sum += A[row * lda + p] * B[p * ldb + column];
        C[row * ldc + column] = sum;
    }
}

void sgemm_naive(int m, int n, int k, const float* A, int lda, const float* B, int ldb, float* C, int ldc,
                 cudaStream_t stream) {
    if (m == 0 || n == 0) return;
    const dim3 block(20, 10), grid((n + 19) / 20, (m + 9) / 10);
    multiply<<<grid, block, 0, stream>>>(m, n, k, A, lda, B, ldb, C, ldc);
}
