// db by a kernel, a thread for each column of D: neighbouring threads read neighbouring numbers.

#include "dense_backward.cuh"

#include <cuda_runtime.h>

__global__ void sum_rows(int n, int out, const float* D, float* db) {
    const int j = blockIdx.x * blockDim.x + threadIdx.x;
    if (j >= out) return;
    float sum = 0;
    for (int i = 0; i < n; ++i) sum += D[i * out + j];
    db[j] = sum;
}

cublasStatus_t dense_backward(cublasHandle_t handle, int n, int in, int out, const float* X, const float* W,
                              const float* D, const float* ones, float* dX, float* dW, float* db) {
    const float one = 1, zero = 0;
    cudaStream_t stream;
    auto status = cublasGetStream(handle, &stream);
    if (status != CUBLAS_STATUS_SUCCESS) return status;
    sum_rows<<<(out + 127) / 128, 128, 0, stream>>>(n, out, D, db);
    if (cudaGetLastError() != cudaSuccess) return CUBLAS_STATUS_EXECUTION_FAILED;
    status = cublasSgemm(handle, CUBLAS_OP_N, CUBLAS_OP_N, in, n, out, &one, W, in, D, out, &zero, dX, in);
    if (status != CUBLAS_STATUS_SUCCESS) return status;
    return cublasSgemm(handle, CUBLAS_OP_N, CUBLAS_OP_T, in, out, n, &one, X, in, D, out, &zero, dW, in);
}
