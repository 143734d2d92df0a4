// @diagnosis sample_by_sample
#include "dense_backward.cuh"

#include <algorithm>

cublasStatus_t dense_backward(cublasHandle_t handle, int n, int in, int out, const float* X, const float* W,
                              const float* D, const float* ones, float* dX, float* dW, float* db) {
    const float one = 1, zero = 0;
    // Zeros first, for W and b add up what every sample contributes.
    auto status =
        cublasSgemm(handle, CUBLAS_OP_N, CUBLAS_OP_N, in, out, 0, &one, X, in, D, out, &zero, dW, in);
    if (status != CUBLAS_STATUS_SUCCESS) return status;
    status = cublasSgemm(handle, CUBLAS_OP_N, CUBLAS_OP_N, out, 1, 0, &one, D, out, ones, 1, &zero, db, out);
    for (int i = 0; i < n && status == CUBLAS_STATUS_SUCCESS; ++i) {
        const float *x = X + i * in, *d = D + i * out;
        status = cublasSgemv(handle, CUBLAS_OP_N, in, out, &one, W, in, d, 1, &zero, dX + i * in, 1);
        if (status == CUBLAS_STATUS_SUCCESS) status = cublasSger(handle, in, out, &one, x, 1, d, 1, dW, in);
        if (status == CUBLAS_STATUS_SUCCESS) status = cublasSaxpy(handle, out, &one, d, 1, db, 1);
    }
    return status;
}
