// SYRK, and a kernel that mirrors its triangle; b by a GEMV unless there is no sample.

#include "normal_equations.cuh"

#include <cuda_runtime.h>

/// By columns, what SYRK has written is i >= j. Thread (j, i) writes the entry on the other side.
__global__ void mirror(int p, float* A) {
    const int i = blockIdx.y * blockDim.y + threadIdx.y, j = blockIdx.x * blockDim.x + threadIdx.x;
    if (i < p && j < i) A[j + i * p] = A[i + j * p];
}

cublasStatus_t normal_system(cublasHandle_t handle, int n, int p, const float* X, const float* y, float* A,
                             float* b) {
    const float one = 1, zero = 0;
    cudaStream_t stream;
    auto status = cublasGetStream(handle, &stream);
    if (status != CUBLAS_STATUS_SUCCESS) return status;
    status = cublasSsyrk(handle, CUBLAS_FILL_MODE_LOWER, CUBLAS_OP_N, p, n, &one, X, p, &zero, A, p);
    if (status != CUBLAS_STATUS_SUCCESS) return status;
    const dim3 block(16, 16), grid((p + 15) / 16, (p + 15) / 16);
    mirror<<<grid, block, 0, stream>>>(p, A);
    if (cudaGetLastError() != cudaSuccess) return CUBLAS_STATUS_EXECUTION_FAILED;
    if (n == 0)
        return cudaMemsetAsync(b, 0, p * sizeof(float), stream) == cudaSuccess
                   ? CUBLAS_STATUS_SUCCESS
                   : CUBLAS_STATUS_EXECUTION_FAILED;
    return cublasSgemv(handle, CUBLAS_OP_N, p, n, &one, X, p, y, 1, &zero, b, 1);
}
