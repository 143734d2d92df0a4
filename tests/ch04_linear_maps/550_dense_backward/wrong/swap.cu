// @diagnosis swap
#include "dense_backward.cuh"

#include <algorithm>

cublasStatus_t dense_backward(cublasHandle_t handle, int n, int in, int out, const float* X, const float* W,
                              const float* D, const float* ones, float* dX, float* dW, float* db) {
    const float one = 1, zero = 0;
    const auto T = CUBLAS_OP_T;
    // D W and Dᵀ X, from operands that are stored by rows; but the results are stored by columns
    auto status = cublasSgemm(handle, T, T, n, in, out, &one, D, out, W, in, &zero, dX, std::max(n, 1));
    if (status != CUBLAS_STATUS_SUCCESS) return status;
    status = cublasSgemm(handle, CUBLAS_OP_N, T, out, in, n, &one, D, out, X, in, &zero, dW, out);
    if (status != CUBLAS_STATUS_SUCCESS) return status;
    return cublasSgemm(handle, CUBLAS_OP_N, CUBLAS_OP_N, out, 1, n, &one, D, out, ones, std::max(n, 1), &zero,
                       db, out);
}
