// @diagnosis status_lost
#include "dense_backward.cuh"

#include <algorithm>

cublasStatus_t dense_backward(cublasHandle_t handle, int n, int in, int out, const float* X, const float* W,
                              const float* D, const float* ones, float* dX, float* dW, float* db) {
    const auto N = CUBLAS_OP_N, T = CUBLAS_OP_T;
    const float one = 1, zero = 0;
    cublasSgemm(handle, N, N, in, n, out, &one, W, in, D, out, &zero, dX, in);
    cublasSgemm(handle, N, T, in, out, n, &one, X, in, D, out, &zero, dW, in);
    cublasSgemm(handle, N, N, out, 1, n, &one, D, out, ones, std::max(n, 1), &zero, db, out);
    return CUBLAS_STATUS_SUCCESS;
}
