/// @file
/// cuBLAS: matrices and vectors, and products and sums of matrices of special forms.

#include "gpu/blas.hpp"
#include "gpu/cublas_call.hpp"

namespace gpu {

namespace {

Part part_of(cublasFillMode_t uplo, bool strictly = false) {
    if (uplo == CUBLAS_FILL_MODE_LOWER) return strictly ? Part::strictly_lower : Part::lower;
    return strictly ? Part::strictly_upper : Part::upper;
}

template<class T> cublasStatus_t gemv(CublasCall call, cublasOperation_t trans, int m, int n, const T* alpha,
                                      const T* A, int lda, const T* x, int incx, const T* beta, T* y,
                                      int incy) {
    call.require(is_known(trans) && m >= 0 && n >= 0 && holds(lda, m) && incx != 0 && incy != 0);
    call.require(alpha && beta);
    if (!call.good() || m == 0 || n == 0) return call.result();
    const auto a = call.scalar("alpha", alpha), b = call.scalar("beta", beta);
    const bool plain = trans == CUBLAS_OP_N;
    if (a && *a != 0) {
        call.reads(matrix("A", A, m, n, lda));
        call.reads(vector("x", x, plain ? n : m, incx));
    }
    if (b) call.updates(vector("y", y, plain ? m : n, incy), *b != 0);
    if (call.good()) blas::gemv(letter(trans), m, n, *a, A, lda, x, incx, *b, y, incy);
    return call.result();
}

template<class T> cublasStatus_t ger(CublasCall call, int m, int n, const T* alpha, const T* x, int incx,
                                     const T* y, int incy, T* A, int lda) {
    call.require(m >= 0 && n >= 0 && holds(lda, m) && incx != 0 && incy != 0 && alpha);
    if (!call.good() || m == 0 || n == 0) return call.result();
    const auto a = call.scalar("alpha", alpha);
    call.reads(vector("x", x, m, incx));
    call.reads(vector("y", y, n, incy));
    call.updates(matrix("A", A, m, n, lda), true);
    if (call.good()) blas::ger(m, n, *a, x, incx, y, incy, A, lda);
    return call.result();
}

template<class T> cublasStatus_t syrk(CublasCall call, cublasFillMode_t uplo, cublasOperation_t trans, int n,
                                      int k, const T* alpha, const T* A, int lda, const T* beta, T* C,
                                      int ldc) {
    const bool plain = trans == CUBLAS_OP_N;
    call.require(is_known(uplo) && is_known(trans) && n >= 0 && k >= 0);
    call.require(holds(lda, plain ? n : k) && holds(ldc, n) && alpha && beta);
    if (!call.good() || n == 0) return call.result();
    const auto a = call.scalar("alpha", alpha), b = call.scalar("beta", beta);
    if (a && *a != 0) call.reads(matrix("A", A, plain ? n : k, plain ? k : n, lda));
    if (b) call.updates(matrix("C", C, n, n, ldc, part_of(uplo)), *b != 0);
    if (call.good()) blas::syrk(letter(uplo), letter(trans), n, k, *a, A, lda, *b, C, ldc);
    return call.result();
}

template<class T> cublasStatus_t trsm(CublasCall call, cublasSideMode_t side, cublasFillMode_t uplo,
                                      cublasOperation_t trans, cublasDiagType_t diag, int m, int n,
                                      const T* alpha, const T* A, int lda, T* B, int ldb) {
    const int order = side == CUBLAS_SIDE_LEFT ? m : n;
    call.require(is_known(side) && is_known(uplo) && is_known(trans) && is_known(diag));
    call.require(m >= 0 && n >= 0 && holds(lda, order) && holds(ldb, m) && alpha);
    if (!call.good() || m == 0 || n == 0) return call.result();
    const auto a = call.scalar("alpha", alpha);
    if (a && *a != 0) call.reads(matrix("A", A, order, order, lda, part_of(uplo, diag == CUBLAS_DIAG_UNIT)));
    if (a) call.updates(matrix("B", B, m, n, ldb), *a != 0);
    if (call.good())
        blas::trsm(letter(side), letter(uplo), letter(trans), letter(diag), m, n, *a, A, lda, B, ldb);
    return call.result();
}

template<class T> cublasStatus_t symm(CublasCall call, cublasSideMode_t side, cublasFillMode_t uplo, int m,
                                      int n, const T* alpha, const T* A, int lda, const T* B, int ldb,
                                      const T* beta, T* C, int ldc) {
    const int order = side == CUBLAS_SIDE_LEFT ? m : n;
    call.require(is_known(side) && is_known(uplo) && m >= 0 && n >= 0);
    call.require(holds(lda, order) && holds(ldb, m) && holds(ldc, m) && alpha && beta);
    if (!call.good() || m == 0 || n == 0) return call.result();
    const auto a = call.scalar("alpha", alpha), b = call.scalar("beta", beta);
    if (a && *a != 0) {
        call.reads(matrix("A", A, order, order, lda, part_of(uplo)));
        call.reads(matrix("B", B, m, n, ldb));
    }
    if (b) call.updates(matrix("C", C, m, n, ldc), *b != 0);
    if (call.good()) blas::symm(letter(side), letter(uplo), m, n, *a, A, lda, B, ldb, *b, C, ldc);
    return call.result();
}

/// A term of geam: nothing is read where the factor is 0.
template<class T> struct Term {
    const T* matrix;
    int ld;
    bool transposed;
    T factor;

    T operator()(int i, int j) const {
        if (factor == 0) return 0;
        const std::ptrdiff_t row = transposed ? j : i, column = transposed ? i : j;
        return factor * matrix[row + column * ld];
    }
};

/// C may be A, or B, if that is not transposed and has the same leading dimension.
template<class T> cublasStatus_t geam(CublasCall call, cublasOperation_t transa, cublasOperation_t transb,
                                      int m, int n, const T* alpha, const T* A, int lda, const T* beta,
                                      const T* B, int ldb, T* C, int ldc) {
    const bool plain_a = transa == CUBLAS_OP_N, plain_b = transb == CUBLAS_OP_N;
    call.require(is_known(transa) && is_known(transb) && m >= 0 && n >= 0);
    call.require(holds(lda, plain_a ? m : n) && holds(ldb, plain_b ? m : n) && holds(ldc, m) && alpha &&
                 beta);
    call.require(C != A || (plain_a && lda == ldc));
    call.require(C != B || (plain_b && ldb == ldc));
    if (!call.good() || m == 0 || n == 0) return call.result();
    const auto a = call.scalar("alpha", alpha), b = call.scalar("beta", beta);
    if (a && *a != 0) call.reads(matrix("A", A, plain_a ? m : n, plain_a ? n : m, lda));
    if (b && *b != 0) call.reads(matrix("B", B, plain_b ? m : n, plain_b ? n : m, ldb));
    call.writes(matrix("C", C, m, n, ldc));
    if (!call.good()) return call.result();
    const Term<T> first{A, lda, !plain_a, *a}, second{B, ldb, !plain_b, *b};
    for (int j = 0; j < n; ++j)
        for (int i = 0; i < m; ++i) C[i + static_cast<std::ptrdiff_t>(j) * ldc] = first(i, j) + second(i, j);
    return call.result();
}

} // namespace

} // namespace gpu

extern "C" {

#define GPU_MATRIX_FUNCTIONS(T, P)                                                                           \
    cublasStatus_t cublas##P##gemv(cublasHandle_t handle, cublasOperation_t trans, int m, int n,             \
                                   const T* alpha, const T* A, int lda, const T* x, int incx, const T* beta, \
                                   T* y, int incy) {                                                         \
        return gpu::gemv(GPU_CUBLAS_CALL("cublas" #P "gemv"), trans, m, n, alpha, A, lda, x, incx, beta, y,  \
                         incy);                                                                              \
    }                                                                                                        \
    cublasStatus_t cublas##P##ger(cublasHandle_t handle, int m, int n, const T* alpha, const T* x, int incx, \
                                  const T* y, int incy, T* A, int lda) {                                     \
        return gpu::ger(GPU_CUBLAS_CALL("cublas" #P "ger"), m, n, alpha, x, incx, y, incy, A, lda);          \
    }                                                                                                        \
    cublasStatus_t cublas##P##syrk(cublasHandle_t handle, cublasFillMode_t uplo, cublasOperation_t trans,    \
                                   int n, int k, const T* alpha, const T* A, int lda, const T* beta, T* C,   \
                                   int ldc) {                                                                \
        return gpu::syrk(GPU_CUBLAS_CALL("cublas" #P "syrk"), uplo, trans, n, k, alpha, A, lda, beta, C,     \
                         ldc);                                                                               \
    }                                                                                                        \
    cublasStatus_t cublas##P##trsm(cublasHandle_t handle, cublasSideMode_t side, cublasFillMode_t uplo,      \
                                   cublasOperation_t trans, cublasDiagType_t diag, int m, int n,             \
                                   const T* alpha, const T* A, int lda, T* B, int ldb) {                     \
        return gpu::trsm(GPU_CUBLAS_CALL("cublas" #P "trsm"), side, uplo, trans, diag, m, n, alpha, A, lda,  \
                         B, ldb);                                                                            \
    }                                                                                                        \
    cublasStatus_t cublas##P##symm(cublasHandle_t handle, cublasSideMode_t side, cublasFillMode_t uplo,      \
                                   int m, int n, const T* alpha, const T* A, int lda, const T* B, int ldb,   \
                                   const T* beta, T* C, int ldc) {                                           \
        return gpu::symm(GPU_CUBLAS_CALL("cublas" #P "symm"), side, uplo, m, n, alpha, A, lda, B, ldb, beta, \
                         C, ldc);                                                                            \
    }                                                                                                        \
    cublasStatus_t cublas##P##geam(cublasHandle_t handle, cublasOperation_t transa,                          \
                                   cublasOperation_t transb, int m, int n, const T* alpha, const T* A,       \
                                   int lda, const T* beta, const T* B, int ldb, T* C, int ldc) {             \
        return gpu::geam(GPU_CUBLAS_CALL("cublas" #P "geam"), transa, transb, m, n, alpha, A, lda, beta, B,  \
                         ldb, C, ldc);                                                                       \
    }

GPU_MATRIX_FUNCTIONS(float, S)
GPU_MATRIX_FUNCTIONS(double, D)

} // extern "C"
