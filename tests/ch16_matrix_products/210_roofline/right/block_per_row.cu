#include "roofline.cuh"

constexpr int block = 256;

__global__ void add_multiple(int n, float a, const float* x, float* y) {
    const int threads = gridDim.x * blockDim.x;
    for (int i = blockIdx.x * blockDim.x + threadIdx.x; i < n; i += threads) y[i] = a * x[i] + y[i];
}

/// A block for each row, and a tree in shared memory.
__global__ void multiply(int m, int n, const float* A, int lda, const float* x, float* y) {
    __shared__ float partial[block];
    const int row = blockIdx.x, t = threadIdx.x;
    float sum = 0;
    for (int j = t; j < n; j += block) sum += A[row * lda + j] * x[j];
    partial[t] = sum;
    __syncthreads();
    for (int half = block / 2; half > 0; half /= 2) {
        if (t < half) partial[t] += partial[t + half];
        __syncthreads();
    }
    if (t == 0) y[row] = partial[0];
}

void saxpy(int n, float a, const float* x, float* y, cudaStream_t stream) {
    if (n == 0) return; // a grid must not be empty
    const int blocks = (n + block - 1) / block;
    add_multiple<<<blocks < 40 ? blocks : 40, block, 0, stream>>>(n, a, x, y);
}

void sgemv(int m, int n, const float* A, int lda, const float* x, float* y, cudaStream_t stream) {
    if (m == 0) return;
    multiply<<<m, block, 0, stream>>>(m, n, A, lda, x, y);
}
