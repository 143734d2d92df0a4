#include "sgemm_naive.cuh"

/// A grid of a fixed size walks over C: each thread goes on by as many entries as there are threads.
__global__ void multiply(int m, int n, int k, const float* A, int lda, const float* B, int ldb, float* C,
                         int ldc) {
    const int threads = gridDim.x * blockDim.x;
    for (int number = blockIdx.x * blockDim.x + threadIdx.x; number < m * n; number += threads) {
        const int row = number / n, column = number % n;
        float sum = 0;
        for (int p = 0; p < k; ++p) sum = fmaf(A[row * lda + p], B[p * ldb + column], sum);
        C[row * ldc + column] = sum;
    }
}

void sgemm_naive(int m, int n, int k, const float* A, int lda, const float* B, int ldb, float* C, int ldc,
                 cudaStream_t stream) {
    multiply<<<3, 128, 0, stream>>>(m, n, k, A, lda, B, ldb, C, ldc);
}
