// SYRK for the other triangle, and a copy of each of its columns.

#include "normal_equations.cuh"

#include <algorithm>

cublasStatus_t normal_system(cublasHandle_t handle, int n, int p, const float* X, const float* y, float* A,
                             float* b) {
    const float one = 1, zero = 0;
    auto status =
        cublasSgemm(handle, CUBLAS_OP_T, CUBLAS_OP_T, 1, p, n, &one, y, std::max(n, 1), X, p, &zero, b, 1);
    if (status != CUBLAS_STATUS_SUCCESS) return status;
    status = cublasSsyrk(handle, CUBLAS_FILL_MODE_UPPER, CUBLAS_OP_N, p, n, &one, X, p, &zero, A, p);
    for (int j = 1; j < p && status == CUBLAS_STATUS_SUCCESS; ++j)
        status = cublasScopy(handle, j, A + j * p, 1, A + j, p); // column j above the diagonal becomes row j
    return status;
}
