#include "softmax_rows.cuh"

#include <cmath>

constexpr int warp = 32, block = 128;

/// After the step with distance d, lanes agree whose numbers differ in no bits but d and those before it.
__device__ float largest_of_warp(float value) {
    for (int d = warp / 2; d > 0; d /= 2) value = fmaxf(value, __shfl_xor_sync(0xffffffff, value, d));
    return value;
}

__device__ float sum_of_warp(float value) {
    for (int d = warp / 2; d > 0; d /= 2) value += __shfl_xor_sync(0xffffffff, value, d);
    return value;
}

/// A warp for each row. An entry is read and written by one and the same lane, so Y may be X.
__global__ void weigh(int m, int n, const float* X, int ldx, float* Y, int ldy) {
    const int thread = blockIdx.x * blockDim.x + threadIdx.x, row = thread / warp, lane = thread % warp;
    if (row >= m) return; // all lanes or none
    const float* x = X + row * ldx;
    float* y = Y + row * ldy;

    float largest = -INFINITY; // a lane without entries keeps it, and takes part
    for (int j = lane; j < n; j += warp) largest = fmaxf(largest, x[j]);
    largest = largest_of_warp(largest);

    float sum = 0;
    for (int j = lane; j < n; j += warp) sum += y[j] = expf(x[j] - largest);
    const float factor = 1 / sum_of_warp(sum);

    for (int j = lane; j < n; j += warp) y[j] *= factor;
}

void softmax_rows(int m, int n, const float* X, int ldx, float* Y, int ldy, cudaStream_t stream) {
    if (m == 0) return; // a grid must not be empty
    constexpr int rows = block / warp;
    weigh<<<(m + rows - 1) / rows, block, 0, stream>>>(m, n, X, ldx, Y, ldy);
}
