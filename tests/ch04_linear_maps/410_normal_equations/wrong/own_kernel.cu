// @diagnosis own_kernel
#include "normal_equations.cuh"

#include <cuda_runtime.h>

/// Thread t computes entry t of A = XᵀX; one for each entry of b follows.
__global__ void form(int n, int p, const float* X, const float* y, float* A, float* b) {
    const int t = blockIdx.x * blockDim.x + threadIdx.x;
    if (t >= p * (p + 1)) return;
    const bool in_A = t < p * p;
    float sum = 0;
    for (int i = 0; i < n; ++i) sum += X[i * p + t % p] * (in_A ? X[i * p + t / p] : y[i]);
    (in_A ? A[t] : b[t - p * p]) = sum;
}

cublasStatus_t normal_system(cublasHandle_t handle, int n, int p, const float* X, const float* y, float* A,
                             float* b) {
    cudaStream_t stream;
    const auto status = cublasGetStream(handle, &stream);
    if (status != CUBLAS_STATUS_SUCCESS) return status;
    form<<<(p * (p + 1) + 127) / 128, 128, 0, stream>>>(n, p, X, y, A, b);
    return cudaGetLastError() == cudaSuccess ? CUBLAS_STATUS_SUCCESS : CUBLAS_STATUS_EXECUTION_FAILED;
}
