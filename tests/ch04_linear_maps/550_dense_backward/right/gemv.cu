// db by a GEMV, which leaves it alone if there is no sample.

#include "dense_backward.cuh"

#include <cuda_runtime.h>

cublasStatus_t dense_backward(cublasHandle_t handle, int n, int in, int out, const float* X, const float* W,
                              const float* D, const float* ones, float* dX, float* dW, float* db) {
    const float one = 1, zero = 0;
    auto status =
        cublasSgemm(handle, CUBLAS_OP_N, CUBLAS_OP_T, in, out, n, &one, X, in, D, out, &zero, dW, in);
    if (status != CUBLAS_STATUS_SUCCESS) return status;
    if (n == 0) {
        cudaStream_t stream;
        status = cublasGetStream(handle, &stream);
        if (status != CUBLAS_STATUS_SUCCESS) return status;
        const auto error = cudaMemsetAsync(db, 0, out * sizeof(float), stream);
        return error == cudaSuccess ? CUBLAS_STATUS_SUCCESS : CUBLAS_STATUS_EXECUTION_FAILED;
    }
    status = cublasSgemm(handle, CUBLAS_OP_N, CUBLAS_OP_N, in, n, out, &one, W, in, D, out, &zero, dX, in);
    if (status != CUBLAS_STATUS_SUCCESS) return status;
    return cublasSgemv(handle, CUBLAS_OP_N, out, n, &one, D, out, ones, 1, &zero, db, 1);
}
