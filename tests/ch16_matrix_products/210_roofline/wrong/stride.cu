// @diagnosis stride
#include "roofline.cuh"

constexpr int warp = 32, block = 256;

__global__ void add_multiple(int n, float a, const float* x, float* y) {
    const int i = blockIdx.x * blockDim.x + threadIdx.x; // neighbouring threads, neighbouring elements
    if (i < n) y[i] = a * x[i] + y[i];
}

/// A warp for each row: in every step of the loop its lanes load 32 neighbours of A, and 32 of x.
__global__ void multiply(int m, int n, const float* A, int lda, const float* x, float* y) {
    const int thread = blockIdx.x * blockDim.x + threadIdx.x, row = thread / warp, lane = thread % warp;
    if (row >= m) return; // all lanes or none: the others have all of theirs for the shuffles
    float sum = 0;
    for (int j = lane; j < n; j += warp) sum += A[row * lda + j] * x[j];
    for (int distance = warp / 2; distance > 0; distance /= 2)
        sum += __shfl_down_sync(0xffffffff, sum, distance);
    if (lane == 0) y[row] = sum;
}

void saxpy(int n, float a, const float* x, float* y, cudaStream_t stream) {
    if (n == 0) return; // a grid must not be empty
    add_multiple<<<n < 80 * block ? (n + block - 1) / block : 80, block, 0, stream>>>(n, a, x, y);
}

void sgemv(int m, int n, const float* A, int lda, const float* x, float* y, cudaStream_t stream) {
    if (m == 0) return;
    constexpr int rows = block / warp;
    multiply<<<(m + rows - 1) / rows, block, 0, stream>>>(m, n, A, lda, x, y);
}
