#pragma once

/// @variant{normal_equations, The system by cuBLAS}
/// @chapter{ch04_linear_maps}
/// @stars{1}
/// @points{4}
/// @requires{ch04_linear_maps/410_normal_equations}
///
/// The weights w that fit a linear model best, Xw ≈ y, solve the normal equations
/// \f[ A w = b, \qquad A = X^T X \quad (p \times p), \qquad b = X^T y , \f]
/// with a row of the n × p matrix X for each sample. In the CPU part you formed and solved them. The work
/// lies in forming: \f$np^2\f$ multiplications for A, where the Cholesky factorization needs \f$p^3/6\f$, and
/// there are many more samples than features. So this is what a GPU is asked to do, and cuBLAS, NVIDIA's
/// library, does it well.
///
/// **Columns.** cuBLAS has the interface of BLAS, which was made for Fortran: matrices are stored by columns,
/// and entry (i, j) of M lies at M[i + j * ld], where the **leading dimension** ld is the distance between
/// the beginnings of two columns. Your X is stored by rows, and a sample's p numbers lie side by side. Where
/// you see a row, cuBLAS sees a column. It takes the memory of X for a matrix with p rows and n columns, of
/// leading dimension p. Which one is that? Answer this first; then say in its terms what A and b are. Do not
/// move any number.
///
/// A itself is symmetric, so nobody can see whether it is stored by rows or by columns. That makes it easier
/// than most products, and more deceptive: a call that takes X for a matrix stored by columns also yields a
/// symmetric p × p matrix, and a wrong one.
///
/// **One triangle or two.** GEMM computes \f$\alpha\,\mathrm{op}(M)\,\mathrm{op}(N) + \beta C\f$, all of it.
/// SYRK computes \f$\alpha MM^T + \beta C\f$ or \f$\alpha M^TM + \beta C\f$ with half the operations: it
/// writes one triangle and leaves the other one as it is. Here you are to hand over all of A. You may take
/// either; with SYRK the other triangle is left to you, and what is the lower one by columns is the upper one
/// by rows.
///
/// **Scalars.** α and β are handed over by pointers, to numbers in the host's memory. A and b hold somebody's
/// old numbers, even NaN, before your call. With β = 0 they are not read.
///
/// **No sample.** With n = 0, A and b are 0. GEMM and SYRK write βC if there is nothing to sum over. GEMV,
/// for a matrix times a vector, is done at once if its matrix has no rows or no columns, and touches nothing.
/// And a leading dimension is at least 1, even of an empty matrix.
///
/// **Status.** Every call of cuBLAS returns one. It is not an exception: if nobody looks, nobody knows.
///
/// What is graded besides the values: that the products in A are computed by a GEMM or SYRK of cuBLAS; that
/// the number of calls and launches does not depend on n; and that a call that fails does not stay a secret.
///
/// @accuracy With \f$u = 2^{-24}\f$, entry by entry, \f$\gamma_n |X|^T |X|\f$ for A and
/// \f$\gamma_n |X|^T |y|\f$ for b, which any order of summation in single precision achieves. Small integers
/// come out exactly.

#include <cublas_v2.h>

/// Forms A = XᵀX and b = Xᵀy on the device, without a factor 1/n. Matrices are row-major in device memory,
/// without room between their rows. Queues its work on the handle's stream, and neither allocates nor waits.
/// @ingroup ex_normal_equations_gpu
/// @param handle  of cuBLAS; it takes scalars from the host, as every new handle does
/// @param n       samples; may be 0
/// @param p       features, at least 1
/// @param X       n × p, the samples in its rows
/// @param y       n measured values
/// @param A       p × p, both triangles; overwritten
/// @param b       p; overwritten
/// @returns CUBLAS_STATUS_SUCCESS, or the first other status that a call returned
cublasStatus_t normal_system(cublasHandle_t handle, int n, int p, const float* X, const float* y, float* A,
                             float* b);
