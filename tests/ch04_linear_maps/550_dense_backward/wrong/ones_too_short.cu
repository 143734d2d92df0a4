// @diagnosis ones_too_short
#include "dense_backward.cuh"

#include <algorithm>

cublasStatus_t dense_backward(cublasHandle_t handle, int n, int in, int out, const float* X, const float* W,
                              const float* D, const float* ones, float* dX, float* dW, float* db) {
    const auto N = CUBLAS_OP_N, T = CUBLAS_OP_T;
    const float one = 1, zero = 0; // zero: what was in the results is not read
    // By columns, the memory of X is Xᵀ, in × n; that of W is Wᵀ, in × out; that of D is Dᵀ, out × n.
    // dXᵀ = Wᵀ Dᵀ
    auto status = cublasSgemm(handle, N, N, in, n, out, &one, W, in, D, out, &zero, dX, in);
    if (status != CUBLAS_STATUS_SUCCESS) return status;
    // dWᵀ = Xᵀ D
    status = cublasSgemm(handle, N, T, in, out, n, &one, X, in, D, out, &zero, dW, in);
    if (status != CUBLAS_STATUS_SUCCESS) return status;
    // db = Dᵀ 1, with the ones as a matrix of one column: unlike a GEMV, a GEMM writes zeros if n = 0.
    return cublasSgemm(handle, N, N, out, 1, std::min(n, in), &one, D, out, ones, std::max(n, 1), &zero, db,
                       out);
}
