// @diagnosis host_loop
#include "sgemm_naive.cuh"

__global__ void multiply_row(int n, int k, const float* row, const float* B, int ldb, float* result) {
    const int column = blockIdx.x * blockDim.x + threadIdx.x;
    if (column >= n) return;
    float sum = 0;
    for (int p = 0; p < k; ++p) sum += row[p] * B[p * ldb + column];
    result[column] = sum;
}

void sgemm_naive(int m, int n, int k, const float* A, int lda, const float* B, int ldb, float* C, int ldc,
                 cudaStream_t stream) {
    if (n == 0) return;
    for (int i = 0; i < m; ++i)
        multiply_row<<<(n + 63) / 64, 64, 0, stream>>>(n, k, A + i * lda, B, ldb, C + i * ldc);
}
