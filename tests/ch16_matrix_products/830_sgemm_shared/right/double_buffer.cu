#include "sgemm_shared.cuh"

constexpr int tile = 16;

/// Two pairs of tiles: the next is filled while the present one is used, so one barrier a step is enough.
__global__ void multiply(int m, int n, int k, const float* A, int lda, const float* B, int ldb, float* C,
                         int ldc) {
    __shared__ float As[2][tile][tile], Bs[2][tile][tile];
    const int tx = threadIdx.x, ty = threadIdx.y;
    const int row = blockIdx.y * tile + ty, column = blockIdx.x * tile + tx;
    float sum = 0;
    int now = 0;
    for (int first = 0; first < k; first += tile, now ^= 1) {
        const int i = first + ty, p = first + tx;
        As[now][ty][tx] = row < m && p < k ? A[row * lda + p] : 0.0f;
        Bs[now][ty][tx] = i < k && column < n ? B[i * ldb + column] : 0.0f;
        __syncthreads();
        for (int q = 0; q < tile; ++q) sum += As[now][ty][q] * Bs[now][q][tx];
    }
    if (row < m && column < n) C[row * ldc + column] = sum;
}

void sgemm_shared(int m, int n, int k, const float* A, int lda, const float* B, int ldb, float* C, int ldc,
                  cudaStream_t stream) {
    if (m == 0 || n == 0) return;
    const dim3 block(tile, tile), grid((n + tile - 1) / tile, (m + tile - 1) / tile);
    multiply<<<grid, block, 0, stream>>>(m, n, k, A, lda, B, ldb, C, ldc);
}
