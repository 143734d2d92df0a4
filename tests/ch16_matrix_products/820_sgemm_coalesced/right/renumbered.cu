#include "sgemm_coalesced.cuh"

/// A block of 256 threads in one row, which places itself: 32 columns and 8 rows.
__global__ void multiply(int m, int n, int k, const float* A, int lda, const float* B, int ldb, float* C,
                         int ldc) {
    const int column = blockIdx.y * 32 + threadIdx.x % 32, row = blockIdx.x * 8 + threadIdx.x / 32;
    if (row >= m || column >= n) return;
    float sum = 0;
    for (int p = k - 1; p >= 0; --p) sum += A[row * lda + p] * B[p * ldb + column];
    C[row * ldc + column] = sum;
}

void sgemm_coalesced(int m, int n, int k, const float* A, int lda, const float* B, int ldb, float* C, int ldc,
                     cudaStream_t stream) {
    if (m == 0 || n == 0) return;
    multiply<<<dim3((m + 7) / 8, (n + 31) / 32), 256, 0, stream>>>(m, n, k, A, lda, B, ldb, C, ldc);
}
