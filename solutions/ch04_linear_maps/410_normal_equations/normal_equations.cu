#include "normal_equations.cuh"

#include <algorithm>

cublasStatus_t normal_system(cublasHandle_t handle, int n, int p, const float* X, const float* y, float* A,
                             float* b) {
    const float one = 1, zero = 0; // zero: what was in A and b is not read
    // By columns, the memory of X is the p × n matrix M = Xᵀ. A = M Mᵀ, the same by rows and by columns.
    const auto status = cublasSgemm(handle, CUBLAS_OP_N, CUBLAS_OP_T, p, p, n, &one, X, p, X, p, &zero, A, p);
    if (status != CUBLAS_STATUS_SUCCESS) return status;
    // b = M y, with y as a matrix of one column: unlike a GEMV, a GEMM writes zeros if n = 0.
    return cublasSgemm(handle, CUBLAS_OP_N, CUBLAS_OP_N, p, 1, n, &one, X, p, y, std::max(n, 1), &zero, b, p);
}
