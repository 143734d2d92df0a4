// @diagnosis sample_by_sample
#include "normal_equations.cuh"

cublasStatus_t normal_system(cublasHandle_t handle, int n, int p, const float* X, const float* y, float* A,
                             float* b) {
    const auto N = CUBLAS_OP_N, T = CUBLAS_OP_T;
    const float one = 1, zero = 0;
    // Zeros first, then the outer product of every sample.
    auto status = cublasSgemm(handle, N, T, p, p, 0, &one, X, p, X, p, &zero, A, p);
    if (status == CUBLAS_STATUS_SUCCESS)
        status = cublasSgemm(handle, N, N, p, 1, 0, &one, X, p, y, 1, &zero, b, p);
    for (int i = 0; i < n && status == CUBLAS_STATUS_SUCCESS; ++i) {
        const float* x = X + i * p;
        status = cublasSger(handle, p, p, &one, x, 1, x, 1, A, p);
        if (status == CUBLAS_STATUS_SUCCESS) status = cublasSger(handle, p, 1, &one, x, 1, y + i, 1, b, p);
    }
    return status;
}
