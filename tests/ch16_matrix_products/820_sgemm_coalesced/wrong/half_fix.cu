// @diagnosis half_fix
#include "sgemm_coalesced.cuh"

constexpr int side = 16;

/// Threads compute down the columns as before, and exchange their sums in order to store along rows.
__global__ void multiply(int m, int n, int k, const float* A, int lda, const float* B, int ldb, float* C,
                         int ldc) {
    __shared__ float sums[side][side + 1];
    const int first_row = blockIdx.x * side, first_column = blockIdx.y * side;
    const int row = first_row + threadIdx.x, column = first_column + threadIdx.y;
    float sum = 0;
    if (row < m && column < n)
        for (int p = 0; p < k; ++p) sum += A[row * lda + p] * B[p * ldb + column];
    sums[threadIdx.x][threadIdx.y] = sum;
    __syncthreads();
    const int to_row = first_row + threadIdx.y, to_column = first_column + threadIdx.x;
    if (to_row < m && to_column < n) C[to_row * ldc + to_column] = sums[threadIdx.y][threadIdx.x];
}

void sgemm_coalesced(int m, int n, int k, const float* A, int lda, const float* B, int ldb, float* C, int ldc,
                     cudaStream_t stream) {
    if (m == 0 || n == 0) return;
    const dim3 block(side, side), grid((m + side - 1) / side, (n + side - 1) / side);
    multiply<<<grid, block, 0, stream>>>(m, n, k, A, lda, B, ldb, C, ldc);
}
