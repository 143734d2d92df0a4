// @diagnosis uncoalesced
#include "softmax_rows.cuh"

#include <cmath>

constexpr int block = 128;

/// A thread for each row.
__global__ void weigh(int m, int n, const float* X, int ldx, float* Y, int ldy) {
    const int row = blockIdx.x * blockDim.x + threadIdx.x;
    if (row >= m) return;
    const float* x = X + row * ldx;
    float* y = Y + row * ldy;
    float largest = -INFINITY, sum = 0;
    for (int j = 0; j < n; ++j) largest = fmaxf(largest, x[j]);
    for (int j = 0; j < n; ++j) sum += expf(x[j] - largest);
    for (int j = 0; j < n; ++j) y[j] = expf(x[j] - largest) / sum;
}

void softmax_rows(int m, int n, const float* X, int ldx, float* Y, int ldy, cudaStream_t stream) {
    if (m == 0) return; // a grid must not be empty
    weigh<<<(m + block - 1) / block, block, 0, stream>>>(m, n, X, ldx, Y, ldy);
}
