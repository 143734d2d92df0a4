// @diagnosis column_major
#include "dense_backward.cuh"

#include <algorithm>

cublasStatus_t dense_backward(cublasHandle_t handle, int n, int in, int out, const float* X, const float* W,
                              const float* D, const float* ones, float* dX, float* dW, float* db) {
    const float one = 1, zero = 0;
    const int rows = std::max(n, 1);
    const auto N = CUBLAS_OP_N, T = CUBLAS_OP_T;
    auto status = cublasSgemm(handle, N, N, n, in, out, &one, D, rows, W, out, &zero, dX, rows);
    if (status != CUBLAS_STATUS_SUCCESS) return status;
    status = cublasSgemm(handle, T, N, out, in, n, &one, D, rows, X, rows, &zero, dW, out);
    if (status != CUBLAS_STATUS_SUCCESS) return status;
    return cublasSgemm(handle, T, N, out, 1, n, &one, D, rows, ones, rows, &zero, db, out);
}
