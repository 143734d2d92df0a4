// @diagnosis ld
#include "dense_backward.cuh"

#include <algorithm>

cublasStatus_t dense_backward(cublasHandle_t handle, int n, int in, int out, const float* X, const float* W,
                              const float* D, const float* ones, float* dX, float* dW, float* db) {
    const auto N = CUBLAS_OP_N, T = CUBLAS_OP_T;
    const float one = 1, zero = 0;
    auto status = cublasSgemm(handle, N, N, in, n, out, &one, W, out, D, n, &zero, dX, in);
    if (status != CUBLAS_STATUS_SUCCESS) return status;
    status = cublasSgemm(handle, N, T, in, out, n, &one, X, n, D, n, &zero, dW, in);
    if (status != CUBLAS_STATUS_SUCCESS) return status;
    // db = Dᵀ 1, with the ones as a matrix of one column: unlike a GEMV, a GEMM writes zeros if n = 0.
    return cublasSgemm(handle, N, N, out, 1, n, &one, D, out, ones, std::max(n, 1), &zero, db, out);
}
