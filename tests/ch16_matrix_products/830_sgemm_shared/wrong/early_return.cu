// @diagnosis early_return
#include "sgemm_shared.cuh"

constexpr int tile = 16;

__global__ void multiply(int m, int n, int k, const float* A, int lda, const float* B, int ldb, float* C,
                         int ldc) {
    __shared__ float As[tile][tile], Bs[tile][tile];
    const int tx = threadIdx.x, ty = threadIdx.y; // neighbours differ in tx: it runs along rows everywhere
    const int row = blockIdx.y * tile + ty, column = blockIdx.x * tile + tx;
    if (row >= m || column >= n) return;
    float sum = 0;
    for (int first = 0; first < k; first += tile) {
        As[ty][tx] = row < m && first + tx < k ? A[row * lda + first + tx] : 0.0f;
        Bs[ty][tx] = first + ty < k && column < n ? B[(first + ty) * ldb + column] : 0.0f;
        __syncthreads(); // the tiles are complete
        for (int p = 0; p < tile; ++p) sum += As[ty][p] * Bs[p][tx];
        __syncthreads(); // nobody reads them any more
    }
    if (row < m && column < n)
        C[row * ldc + column] = sum; // only now: every thread was needed at the barriers
}

void sgemm_shared(int m, int n, int k, const float* A, int lda, const float* B, int ldb, float* C, int ldc,
                  cudaStream_t stream) {
    if (m == 0 || n == 0) return; // a grid must not be empty
    const dim3 block(tile, tile), grid((n + tile - 1) / tile, (m + tile - 1) / tile);
    multiply<<<grid, block, 0, stream>>>(m, n, k, A, lda, B, ldb, C, ldc);
}
