#include "sgemm_naive.cuh"

/// The entries are numbered row by row, and the threads too.
__global__ void multiply(int m, int n, int k, const float* A, int lda, const float* B, int ldb, float* C,
                         int ldc) {
    const int number = blockIdx.x * blockDim.x + threadIdx.x;
    if (number >= m * n) return;
    const int row = number / n, column = number % n;
    float sum = 0;
    for (int p = 0; p < k; ++p) sum += A[row * lda + p] * B[p * ldb + column];
    C[row * ldc + column] = sum;
}

void sgemm_naive(int m, int n, int k, const float* A, int lda, const float* B, int ldb, float* C, int ldc,
                 cudaStream_t stream) {
    if (m == 0 || n == 0) return;
    multiply<<<(m * n + 127) / 128, 128, 0, stream>>>(m, n, k, A, lda, B, ldb, C, ldc);
}
