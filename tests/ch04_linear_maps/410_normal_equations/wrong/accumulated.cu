// @diagnosis accumulated
#include "normal_equations.cuh"

#include <algorithm>

cublasStatus_t normal_system(cublasHandle_t handle, int n, int p, const float* X, const float* y, float* A,
                             float* b) {
    const auto N = CUBLAS_OP_N, T = CUBLAS_OP_T;
    const float one = 1, zero = 1;
    const auto status = cublasSgemm(handle, N, T, p, p, n, &one, X, p, X, p, &zero, A, p);
    if (status != CUBLAS_STATUS_SUCCESS) return status;
    return cublasSgemm(handle, N, N, p, 1, n, &one, X, p, y, std::max(n, 1), &zero, b, p);
}
