// @diagnosis uplo
#include "normal_equations.cuh"

#include <algorithm>

cublasStatus_t normal_system(cublasHandle_t handle, int n, int p, const float* X, const float* y, float* A,
                             float* b) {
    const auto N = CUBLAS_OP_N;
    const float one = 1, zero = 0;
    auto status = cublasSsyrk(handle, CUBLAS_FILL_MODE_LOWER, N, p, n, &one, X, p, &zero, A, p);
    if (status != CUBLAS_STATUS_SUCCESS) return status;
    // Row j below the diagonal, where rows are columns: from the triangle that nobody has written
    for (int j = 0; j + 1 < p; ++j) {
        const float* row = A + (j + 1) * p + j;
        status = cublasScopy(handle, p - 1 - j, row, p, A + j * p + j + 1, 1);
        if (status != CUBLAS_STATUS_SUCCESS) return status;
    }
    return cublasSgemm(handle, N, N, p, 1, n, &one, X, p, y, std::max(n, 1), &zero, b, p);
}
