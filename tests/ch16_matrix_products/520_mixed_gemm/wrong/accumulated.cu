// @diagnosis accumulated
#include "mixed_gemm.cuh"

cublasStatus_t gemm_half(cublasHandle_t handle, int m, int n, int k, const std::uint16_t* A, int lda,
                         const std::uint16_t* B, int ldb, float* C, int ldc, Format format) {
    const auto words = format == Format::F16 ? CUDA_R_16F : CUDA_R_16BF;
    const float one = 1;
    // By columns, the memory of A is Aᵀ, that of B is Bᵀ, and that of C has to become Cᵀ = Bᵀ Aᵀ, n × m.
    return cublasGemmEx(handle, CUBLAS_OP_N, CUBLAS_OP_N, n, m, k, &one, B, words, ldb, A, words, lda, &one,
                        C, CUDA_R_32F, ldc, CUBLAS_COMPUTE_32F, CUBLAS_GEMM_DEFAULT);
}
