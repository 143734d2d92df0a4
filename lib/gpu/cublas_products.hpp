#pragma once
/// @file
/// The general product of matrices in cuBLAS: C = alpha op(A) op(B) + beta C.

#include "gpu/cublas_call.hpp"

namespace gpu {

/// Its extents, as the functions are told them.
struct ProductShape {
    cublasOperation_t transa, transb;
    int m, n, k;
    int lda, ldb, ldc;

    /// Looks at everything but the pointers.
    void check(CublasCall& call) const;
    /// There is no entry in C.
    bool is_empty() const { return m == 0 || n == 0; }

    // The matrices as they lie in memory.
    int rows_a() const { return transa == CUBLAS_OP_N ? m : k; }
    int columns_a() const { return transa == CUBLAS_OP_N ? k : m; }
    int rows_b() const { return transb == CUBLAS_OP_N ? k : n; }
    int columns_b() const { return transb == CUBLAS_OP_N ? n : k; }

    /// Looks at the device memory that is read and written.
    void check_memory(CublasCall& call, const void* A, std::size_t element_a, const void* B,
                      std::size_t element_b, bool reads_factors, const void* C, std::size_t element_c,
                      bool reads_sum) const;
};

/// One product, by BLAS.
template<class T>
void multiply(CublasCall& call, const ProductShape& shape, T alpha, const T* A, const T* B, T beta, T* C);

extern template void multiply(CublasCall&, const ProductShape&, float, const float*, const float*, float,
                              float*);
extern template void multiply(CublasCall&, const ProductShape&, double, const double*, const double*, double,
                              double*);

} // namespace gpu
