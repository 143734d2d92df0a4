#include "sgemm_coalesced.cuh"

/// Four columns for each thread, 32 apart, so that the threads of a warp stay neighbours.
__global__ void multiply(int m, int n, int k, const float* A, int lda, const float* B, int ldb, float* C,
                         int ldc) {
    const int first = blockIdx.x * 128 + threadIdx.x, row = blockIdx.y * blockDim.y + threadIdx.y;
    if (row >= m) return;
    float sums[4] = {};
    for (int p = 0; p < k; ++p)
        for (int q = 0; q < 4; ++q)
            if (first + 32 * q < n) sums[q] += A[row * lda + p] * B[p * ldb + first + 32 * q];
    for (int q = 0; q < 4; ++q)
        if (first + 32 * q < n) C[row * ldc + first + 32 * q] = sums[q];
}

void sgemm_coalesced(int m, int n, int k, const float* A, int lda, const float* B, int ldb, float* C, int ldc,
                     cudaStream_t stream) {
    if (m == 0 || n == 0) return;
    const dim3 block(32, 4), grid((n + 127) / 128, (m + 3) / 4);
    multiply<<<grid, block, 0, stream>>>(m, n, k, A, lda, B, ldb, C, ldc);
}
