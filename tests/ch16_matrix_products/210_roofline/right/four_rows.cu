#include "roofline.cuh"

#include <cmath>

constexpr int warp = 32, block = 128, rows = 4;

__global__ void add_multiple(int n, float a, const float* x, float* y) {
    const int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i < n) y[i] = fmaf(a, x[i], y[i]);
}

/// A warp for each four rows: what it has loaded of x is used four times.
__global__ void multiply(int m, int n, const float* A, int lda, const float* x, float* y) {
    const int first = (blockIdx.x * blockDim.x + threadIdx.x) / warp * rows, lane = threadIdx.x % warp;
    float sum[rows] = {};
    for (int j = lane; j < n; j += warp) {
        const float x_j = x[j];
        for (int r = 0; r < rows; ++r)
            if (first + r < m) sum[r] = fmaf(A[(first + r) * lda + j], x_j, sum[r]);
    }
    for (int r = 0; r < rows; ++r) {
        for (int distance = 1; distance < warp; distance *= 2)
            sum[r] += __shfl_xor_sync(0xffffffff, sum[r], distance);
        if (lane == r && first + r < m) y[first + r] = sum[r];
    }
}

void saxpy(int n, float a, const float* x, float* y, cudaStream_t stream) {
    if (n > 0) add_multiple<<<(n + block - 1) / block, block, 0, stream>>>(n, a, x, y);
}

void sgemv(int m, int n, const float* A, int lda, const float* x, float* y, cudaStream_t stream) {
    constexpr int of_block = block / warp * rows;
    if (m > 0) multiply<<<(m + of_block - 1) / of_block, block, 0, stream>>>(m, n, A, lda, x, y);
}
