// @diagnosis stored_by_columns
#include "mixed_gemm.cuh"

cublasStatus_t gemm_half(cublasHandle_t handle, int m, int n, int k, const std::uint16_t* A, int lda,
                         const std::uint16_t* B, int ldb, float* C, int ldc, Format format) {
    const auto words = format == Format::F16 ? CUDA_R_16F : CUDA_R_16BF;
    const float one = 1, zero = 0; // of the compute type; zero: what was in C is not read
    return cublasGemmEx(handle, CUBLAS_OP_T, CUBLAS_OP_T, m, n, k, &one, A, words, lda, B, words, ldb, &zero,
                        C, CUDA_R_32F, ldc, CUBLAS_COMPUTE_32F, CUBLAS_GEMM_DEFAULT);
}
