// @diagnosis one_triangle
#include "normal_equations.cuh"

#include <algorithm>

cublasStatus_t normal_system(cublasHandle_t handle, int n, int p, const float* X, const float* y, float* A,
                             float* b) {
    const auto N = CUBLAS_OP_N;
    const float one = 1, zero = 0;
    const auto status = cublasSsyrk(handle, CUBLAS_FILL_MODE_LOWER, N, p, n, &one, X, p, &zero, A, p);
    if (status != CUBLAS_STATUS_SUCCESS) return status;
    return cublasSgemm(handle, N, N, p, 1, n, &one, X, p, y, std::max(n, 1), &zero, b, p);
}
