// @diagnosis own_kernel
#include "dense_backward.cuh"

#include <cuda_runtime.h>

/// Thread t computes entry t of C = AB; row i of A begins at A + i * row, its entries are `step` apart.
__global__ void multiply(int m, int n, int k, const float* A, int row, int step, const float* B, float* C) {
    const int t = blockIdx.x * blockDim.x + threadIdx.x;
    if (t >= m * n) return;
    float sum = 0;
    for (int p = 0; p < k; ++p) sum += A[t / n * row + p * step] * B[p * n + t % n];
    C[t] = sum;
}

cublasStatus_t dense_backward(cublasHandle_t handle, int n, int in, int out, const float* X, const float* W,
                              const float* D, const float* ones, float* dX, float* dW, float* db) {
    cudaStream_t stream;
    const auto status = cublasGetStream(handle, &stream);
    if (status != CUBLAS_STATUS_SUCCESS) return status;
    const auto blocks = [](int entries) { return (entries + 127) / 128; };
    if (n > 0) multiply<<<blocks(n * in), 128, 0, stream>>>(n, in, out, D, out, 1, W, dX);
    multiply<<<blocks(out * in), 128, 0, stream>>>(out, in, n, D, 1, out, X, dW);
    multiply<<<blocks(out), 128, 0, stream>>>(out, 1, n, D, 1, out, ones, db);
    return cudaGetLastError() == cudaSuccess ? CUBLAS_STATUS_SUCCESS : CUBLAS_STATUS_EXECUTION_FAILED;
}
