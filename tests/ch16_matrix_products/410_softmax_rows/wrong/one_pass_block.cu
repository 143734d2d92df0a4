// @diagnosis one_pass_block
#include "softmax_rows.cuh"

#include <cmath>

constexpr int block = 256;

/// A block for each row, with trees in shared memory.
__global__ void weigh(int n, const float* X, int ldx, float* Y, int ldy) {
    __shared__ float partial[block];
    const int t = threadIdx.x;
    const float* x = X + blockIdx.x * ldx;
    float* y = Y + blockIdx.x * ldy;

    float largest = -INFINITY;
    if (t < n) largest = x[t];
    partial[t] = largest;
    for (int half = block / 2; half > 0; half /= 2) {
        __syncthreads();
        if (t < half) partial[t] = fmaxf(partial[t], partial[t + half]);
    }
    __syncthreads();
    largest = partial[0];
    __syncthreads(); // all have read it

    float sum = 0;
    if (t < n) sum = expf(x[t] - largest);
    partial[t] = sum;
    for (int half = block / 2; half > 0; half /= 2) {
        __syncthreads();
        if (t < half) partial[t] += partial[t + half];
    }
    __syncthreads();
    if (t < n) y[t] = expf(x[t] - largest) / partial[0];
}

void softmax_rows(int m, int n, const float* X, int ldx, float* Y, int ldy, cudaStream_t stream) {
    if (m > 0) weigh<<<m, block, 0, stream>>>(n, X, ldx, Y, ldy);
}
