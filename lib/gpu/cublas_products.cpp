#include "gpu/cublas_products.hpp"

#include "gpu/blas.hpp"

#include <utility>

namespace gpu {

void ProductShape::check(CublasCall& call) const {
    call.require(is_known(transa) && is_known(transb) && m >= 0 && n >= 0 && k >= 0);
    call.require(holds(lda, rows_a()) && holds(ldb, rows_b()) && holds(ldc, m));
}

void ProductShape::check_memory(CublasCall& call, const void* A, std::size_t element_a, const void* B,
                                std::size_t element_b, bool reads_factors, const void* C,
                                std::size_t element_c, bool reads_sum) const {
    if (reads_factors) {
        call.reads({"A", A, element_a, rows_a(), columns_a(), lda});
        call.reads({"B", B, element_b, rows_b(), columns_b(), ldb});
    }
    call.updates({"C", C, element_c, m, n, ldc}, reads_sum);
}

template<class T>
void multiply(CublasCall& call, const ProductShape& shape, T alpha, const T* A, const T* B, T beta, T* C) {
    shape.check_memory(call, A, sizeof(T), B, sizeof(T), alpha != 0, C, sizeof(T), beta != 0);
    if (call.good())
        blas::gemm(letter(shape.transa), letter(shape.transb), shape.m, shape.n, shape.k, alpha, A, shape.lda,
                   B, shape.ldb, beta, C, shape.ldc);
}
template void multiply(CublasCall&, const ProductShape&, float, const float*, const float*, float, float*);
template void multiply(CublasCall&, const ProductShape&, double, const double*, const double*, double,
                       double*);

namespace {

/// Calls `multiply_one(i, alpha, beta)` for each of `count` products of one shape.
template<class T, class MultiplyOne> cublasStatus_t gemm(CublasCall& call, const ProductShape& shape,
                                                         const T* alpha, const T* beta, int count,
                                                         MultiplyOne multiply_one) {
    shape.check(call);
    call.require(count >= 0 && alpha && beta);
    if (!call.good() || shape.is_empty() || count == 0) return call.result();
    const auto a = call.scalar("alpha", alpha), b = call.scalar("beta", beta);
    for (int i = 0; i < count && call.good(); ++i) multiply_one(i, *a, *b);
    return call.result();
}

template<class T> cublasStatus_t gemm_strided(CublasCall call, const ProductShape& shape, const T* alpha,
                                              const T* A, long long stride_a, const T* B, long long stride_b,
                                              const T* beta, T* C, long long stride_c, int count) {
    return gemm(call, shape, alpha, beta, count, [&](int i, T a, T b) {
        multiply(call, shape, a, A + i * stride_a, B + i * stride_b, b, C + i * stride_c);
    });
}

/// The pointers to the matrices lie in device memory, too.
template<class T> cublasStatus_t gemm_batched(CublasCall call, const ProductShape& shape, const T* alpha,
                                              const T* const A[], const T* const B[], const T* beta,
                                              T* const C[], int count) {
    bool first = true;
    return gemm(call, shape, alpha, beta, count, [&](int i, T a, T b) {
        if (std::exchange(first, false)) {
            call.reads(vector("Aarray", A, count, 1));
            call.reads(vector("Barray", B, count, 1));
            call.reads(vector("Carray", C, count, 1));
        }
        if (call.good()) multiply(call, shape, a, A[i], B[i], b, C[i]);
    });
}

} // namespace

} // namespace gpu

extern "C" {

#define GPU_PRODUCTS(T, P)                                                                                   \
    cublasStatus_t cublas##P##gemm(cublasHandle_t handle, cublasOperation_t transa,                          \
                                   cublasOperation_t transb, int m, int n, int k, const T* alpha,            \
                                   const T* A, int lda, const T* B, int ldb, const T* beta, T* C, int ldc) { \
        return gpu::gemm_strided(GPU_CUBLAS_CALL("cublas" #P "gemm"),                                        \
                                 {transa, transb, m, n, k, lda, ldb, ldc}, alpha, A, 0, B, 0, beta, C, 0,    \
                                 1);                                                                         \
    }                                                                                                        \
    cublasStatus_t cublas##P##gemmStridedBatched(                                                            \
        cublasHandle_t handle, cublasOperation_t transa, cublasOperation_t transb, int m, int n, int k,      \
        const T* alpha, const T* A, int lda, long long strideA, const T* B, int ldb, long long strideB,      \
        const T* beta, T* C, int ldc, long long strideC, int count) {                                        \
        return gpu::gemm_strided(GPU_CUBLAS_CALL("cublas" #P "gemmStridedBatched"),                          \
                                 {transa, transb, m, n, k, lda, ldb, ldc}, alpha, A, strideA, B, strideB,    \
                                 beta, C, strideC, count);                                                   \
    }                                                                                                        \
    cublasStatus_t cublas##P##gemmBatched(cublasHandle_t handle, cublasOperation_t transa,                   \
                                          cublasOperation_t transb, int m, int n, int k, const T* alpha,     \
                                          const T* const A[], int lda, const T* const B[], int ldb,          \
                                          const T* beta, T* const C[], int ldc, int count) {                 \
        return gpu::gemm_batched(GPU_CUBLAS_CALL("cublas" #P "gemmBatched"),                                 \
                                 {transa, transb, m, n, k, lda, ldb, ldc}, alpha, A, B, beta, C, count);     \
    }

GPU_PRODUCTS(float, S)
GPU_PRODUCTS(double, D)

} // extern "C"
