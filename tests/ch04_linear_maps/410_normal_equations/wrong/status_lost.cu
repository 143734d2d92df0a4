// @diagnosis status_lost
#include "normal_equations.cuh"

#include <algorithm>

cublasStatus_t normal_system(cublasHandle_t handle, int n, int p, const float* X, const float* y, float* A,
                             float* b) {
    const auto N = CUBLAS_OP_N, T = CUBLAS_OP_T;
    const float one = 1, zero = 0;
    cublasSgemm(handle, N, T, p, p, n, &one, X, p, X, p, &zero, A, p);
    cublasSgemm(handle, N, N, p, 1, n, &one, X, p, y, std::max(n, 1), &zero, b, p);
    return CUBLAS_STATUS_SUCCESS;
}
