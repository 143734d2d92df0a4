// @diagnosis uncoalesced
#include "roofline.cuh"

constexpr int block = 256;

__global__ void add_multiple(int n, float a, const float* x, float* y) {
    const int i = blockIdx.x * blockDim.x + threadIdx.x; // neighbouring threads, neighbouring elements
    if (i < n) y[i] = a * x[i] + y[i];
}

/// A thread for each row.
__global__ void multiply(int m, int n, const float* A, int lda, const float* x, float* y) {
    const int row = blockIdx.x * blockDim.x + threadIdx.x;
    if (row >= m) return;
    float sum = 0;
    for (int j = 0; j < n; ++j) sum += A[row * lda + j] * x[j];
    y[row] = sum;
}

void saxpy(int n, float a, const float* x, float* y, cudaStream_t stream) {
    if (n == 0) return; // a grid must not be empty
    add_multiple<<<(n + block - 1) / block, block, 0, stream>>>(n, a, x, y);
}

void sgemv(int m, int n, const float* A, int lda, const float* x, float* y, cudaStream_t stream) {
    if (m == 0) return;
    multiply<<<(m + block - 1) / block, block, 0, stream>>>(m, n, A, lda, x, y);
}
