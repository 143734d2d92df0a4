#include "softmax_rows.cuh"

#include <cmath>

constexpr int warp = 32, block = 64;

/// The largest of some numbers, and the sum of e^(x - largest).
struct Running {
    float largest = -INFINITY, sum = 0;
};

__device__ Running joined(Running a, Running b) {
    const float largest = fmaxf(a.largest, b.largest);
    if (largest == -INFINITY) return {largest, a.sum + b.sum}; // nothing but -inf, or NaN, so far
    return {largest, a.sum * expf(a.largest - largest) + b.sum * expf(b.largest - largest)};
}

/// One pass for the maximum and the sum, and one for the weights.
__global__ void weigh(int m, int n, const float* X, int ldx, float* Y, int ldy) {
    const int thread = blockIdx.x * blockDim.x + threadIdx.x, row = thread / warp, lane = thread % warp;
    if (row >= m) return;
    Running all;
    for (int j = lane; j < n; j += warp) {
        const float x = X[row * ldx + j];
        all = joined(all, x == -INFINITY ? Running{} : Running{x, x == x ? 1.0f : x});
    }
    for (int d = 1; d < warp; d *= 2)
        all = joined(all,
                     {__shfl_xor_sync(0xffffffff, all.largest, d), __shfl_xor_sync(0xffffffff, all.sum, d)});
    for (int j = lane; j < n; j += warp) Y[row * ldy + j] = expf(X[row * ldx + j] - all.largest) / all.sum;
}

void softmax_rows(int m, int n, const float* X, int ldx, float* Y, int ldy, cudaStream_t stream) {
    constexpr int rows = block / warp;
    if (m > 0) weigh<<<(m + rows - 1) / rows, block, 0, stream>>>(m, n, X, ldx, Y, ldy);
}
