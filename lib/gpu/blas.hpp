#pragma once
/// @file
/// The Fortran BLAS, for both precisions under one name. Behind the arguments come the lengths of the
/// strings, as gfortran passes them.

#include <cstddef>

namespace gpu::blas {

#define GPU_BLAS(T, p)                                                                                       \
    extern "C" {                                                                                             \
    void p##axpy_(const int*, const T*, const T*, const int*, T*, const int*);                               \
    T p##dot_(const int*, const T*, const int*, const T*, const int*);                                       \
    T p##nrm2_(const int*, const T*, const int*);                                                            \
    T p##asum_(const int*, const T*, const int*);                                                            \
    void p##scal_(const int*, const T*, T*, const int*);                                                     \
    void p##copy_(const int*, const T*, const int*, T*, const int*);                                         \
    void p##swap_(const int*, T*, const int*, T*, const int*);                                               \
    int i##p##amax_(const int*, const T*, const int*);                                                       \
    void p##gemv_(const char*, const int*, const int*, const T*, const T*, const int*, const T*, const int*, \
                  const T*, T*, const int*, std::size_t);                                                    \
    void p##ger_(const int*, const int*, const T*, const T*, const int*, const T*, const int*, T*,           \
                 const int*);                                                                                \
    void p##gemm_(const char*, const char*, const int*, const int*, const int*, const T*, const T*,          \
                  const int*, const T*, const int*, const T*, T*, const int*, std::size_t, std::size_t);     \
    void p##syrk_(const char*, const char*, const int*, const int*, const T*, const T*, const int*,          \
                  const T*, T*, const int*, std::size_t, std::size_t);                                       \
    void p##trsm_(const char*, const char*, const char*, const char*, const int*, const int*, const T*,      \
                  const T*, const int*, T*, const int*, std::size_t, std::size_t, std::size_t, std::size_t); \
    void p##symm_(const char*, const char*, const int*, const int*, const T*, const T*, const int*,          \
                  const T*, const int*, const T*, T*, const int*, std::size_t, std::size_t);                 \
    }                                                                                                        \
    inline void axpy(int n, T alpha, const T* x, int incx, T* y, int incy) {                                 \
        p##axpy_(&n, &alpha, x, &incx, y, &incy);                                                            \
    }                                                                                                        \
    inline T dot(int n, const T* x, int incx, const T* y, int incy) {                                        \
        return p##dot_(&n, x, &incx, y, &incy);                                                              \
    }                                                                                                        \
    inline T nrm2(int n, const T* x, int incx) { return p##nrm2_(&n, x, &incx); }                            \
    inline T asum(int n, const T* x, int incx) { return p##asum_(&n, x, &incx); }                            \
    inline void scal(int n, T alpha, T* x, int incx) { p##scal_(&n, &alpha, x, &incx); }                     \
    inline void copy(int n, const T* x, int incx, T* y, int incy) { p##copy_(&n, x, &incx, y, &incy); }      \
    inline void swap(int n, T* x, int incx, T* y, int incy) { p##swap_(&n, x, &incx, y, &incy); }            \
    inline int iamax(int n, const T* x, int incx) { return i##p##amax_(&n, x, &incx); }                      \
    inline void gemv(char trans, int m, int n, T alpha, const T* A, int lda, const T* x, int incx, T beta,   \
                     T* y, int incy) {                                                                       \
        p##gemv_(&trans, &m, &n, &alpha, A, &lda, x, &incx, &beta, y, &incy, 1);                             \
    }                                                                                                        \
    inline void ger(int m, int n, T alpha, const T* x, int incx, const T* y, int incy, T* A, int lda) {      \
        p##ger_(&m, &n, &alpha, x, &incx, y, &incy, A, &lda);                                                \
    }                                                                                                        \
    inline void gemm(char transa, char transb, int m, int n, int k, T alpha, const T* A, int lda,            \
                     const T* B, int ldb, T beta, T* C, int ldc) {                                           \
        p##gemm_(&transa, &transb, &m, &n, &k, &alpha, A, &lda, B, &ldb, &beta, C, &ldc, 1, 1);              \
    }                                                                                                        \
    inline void syrk(char uplo, char trans, int n, int k, T alpha, const T* A, int lda, T beta, T* C,        \
                     int ldc) {                                                                              \
        p##syrk_(&uplo, &trans, &n, &k, &alpha, A, &lda, &beta, C, &ldc, 1, 1);                              \
    }                                                                                                        \
    inline void trsm(char side, char uplo, char trans, char diag, int m, int n, T alpha, const T* A,         \
                     int lda, T* B, int ldb) {                                                               \
        p##trsm_(&side, &uplo, &trans, &diag, &m, &n, &alpha, A, &lda, B, &ldb, 1, 1, 1, 1);                 \
    }                                                                                                        \
    inline void symm(char side, char uplo, int m, int n, T alpha, const T* A, int lda, const T* B, int ldb,  \
                     T beta, T* C, int ldc) {                                                                \
        p##symm_(&side, &uplo, &m, &n, &alpha, A, &lda, B, &ldb, &beta, C, &ldc, 1, 1);                      \
    }

GPU_BLAS(float, s)
GPU_BLAS(double, d)
#undef GPU_BLAS

} // namespace gpu::blas
