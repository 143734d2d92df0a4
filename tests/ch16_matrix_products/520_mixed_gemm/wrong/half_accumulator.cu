// @diagnosis half_accumulator
#include "mixed_gemm.cuh"

#include <cuda_bf16.h>
#include <cuda_fp16.h>

__device__ float number(std::uint16_t word, Format format) {
    return format == Format::F16 ? __half2float(__ushort_as_half(word))
                                 : __bfloat162float(__ushort_as_bfloat16(word));
}

__device__ float rounded(float x, Format format) {
    return format == Format::F16 ? __half2float(__float2half(x)) : __bfloat162float(__float2bfloat16(x));
}

__global__ void multiply(int m, int n, int k, const std::uint16_t* A, int lda, const std::uint16_t* B,
                         int ldb, float* C, int ldc, Format format) {
    const int row = blockIdx.y * blockDim.y + threadIdx.y, column = blockIdx.x * blockDim.x + threadIdx.x;
    if (row >= m || column >= n) return;
    float sum = 0;
    for (int p = 0; p < k; ++p)
        sum = rounded(sum + number(A[row * lda + p], format) * number(B[p * ldb + column], format), format);
    C[row * ldc + column] = sum;
}

cublasStatus_t gemm_half(cublasHandle_t handle, int m, int n, int k, const std::uint16_t* A, int lda,
                         const std::uint16_t* B, int ldb, float* C, int ldc, Format format) {
    if (m == 0 || n == 0) return CUBLAS_STATUS_SUCCESS;
    const dim3 block(16, 16), grid((n + 15) / 16, (m + 15) / 16);
    multiply<<<grid, block>>>(m, n, k, A, lda, B, ldb, C, ldc, format);
    return CUBLAS_STATUS_SUCCESS;
}
