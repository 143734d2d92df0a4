// @diagnosis empty_batch
#include "dense_backward.cuh"

#include <algorithm>

cublasStatus_t dense_backward(cublasHandle_t handle, int n, int in, int out, const float* X, const float* W,
                              const float* D, const float* ones, float* dX, float* dW, float* db) {
    const auto N = CUBLAS_OP_N, T = CUBLAS_OP_T;
    const float one = 1, zero = 0;
    auto status = cublasSgemm(handle, N, N, in, n, out, &one, W, in, D, out, &zero, dX, in);
    if (status != CUBLAS_STATUS_SUCCESS) return status;
    status = cublasSgemm(handle, N, T, in, out, n, &one, X, in, D, out, &zero, dW, in);
    if (status != CUBLAS_STATUS_SUCCESS) return status;
    return cublasSgemv(handle, N, out, n, &one, D, out, ones, 1, &zero, db, 1);
}
