// @diagnosis empty_batch
#include "normal_equations.cuh"

cublasStatus_t normal_system(cublasHandle_t handle, int n, int p, const float* X, const float* y, float* A,
                             float* b) {
    const auto N = CUBLAS_OP_N, T = CUBLAS_OP_T;
    const float one = 1, zero = 0;
    const auto status = cublasSgemm(handle, N, T, p, p, n, &one, X, p, X, p, &zero, A, p);
    if (status != CUBLAS_STATUS_SUCCESS) return status;
    return cublasSgemv(handle, N, p, n, &one, X, p, y, 1, &zero, b, 1);
}
