#pragma once

/// @variant{dense_backward, The gradient in three products by cuBLAS}
/// @chapter{ch04_linear_maps}
/// @stars{2}
/// @points{6}
/// @requires{ch04_linear_maps/550_dense_backward}
///
/// A dense layer takes n samples, the rows of X, to \f$Z = XW^T + \mathbf{1}b^T\f$; W is out × in. A loss L
/// has told, in D, how it reacts to the entries of Z: \f$D_{ij} = \partial L / \partial Z_{ij}\f$, n × out.
/// In the CPU part you found out how it reacts to what the layer was given:
/// \f[ dX = D W, \qquad dW = D^T X, \qquad db = D^T \mathbf{1} . \f]
/// Two products of matrices and one with a vector. On a GPU one does not write these by hand: NVIDIA's cuBLAS
/// has them, tuned for every card. What is left to you is to say what you want in the library's language.
///
/// **Columns.** cuBLAS stores matrices as Fortran does, column by column: entry (i, j) of A lies at
/// A[i + j * lda]. Yours are stored row by row. Do not move a single number; read them differently. A matrix
/// M with r rows and c columns, stored by rows, is for cuBLAS a matrix stored by columns with c rows, r
/// columns, and leading dimension c: it is \f$M^T\f$. That holds for your operands, and for the memory into
/// which the result goes: you want cuBLAS to write \f$C^T\f$ there, so ask for
/// \f[ C^T = (PQ)^T = Q^T P^T . \f]
/// The factors change places, and what the library calls m and n are the rows and columns of \f$C^T\f$.
///
/// **Sums.** No function of cuBLAS adds up the rows of a matrix. But a sum is a product with ones, and here
/// they are, n of them, in device memory. A kernel of your own for db is welcome as well.
///
/// **Scalars.** GEMM computes \f$\alpha AB + \beta C\f$ and takes α and β by pointers, to numbers in the
/// host's memory. What dX, dW and db hold before the call are somebody's old numbers, even NaN. With β = 0
/// they are not read.
///
/// **An empty batch.** With n = 0 nothing reacts to anything: dW and db are 0. A GEMM whose inner dimension
/// is 0 still writes βC. A GEMV whose matrix has no rows, or no columns, is done at once: it touches nothing.
/// And a leading dimension is at least 1, even of an empty matrix.
///
/// **Status.** Every call returns one. It is not an exception: if nobody looks, nobody knows.
///
/// What is graded besides the values: that both products are calls of a GEMM of cuBLAS; that the number of
/// calls and launches does not depend on n; and that a call that fails does not stay a secret.
///
/// @accuracy With \f$u = 2^{-24}\f$, entry by entry, the errors of dX, dW and db are at most
/// \f$\gamma_{out} |D| |W|\f$, \f$\gamma_n |D|^T |X|\f$ and \f$\gamma_n |D|^T \mathbf{1}\f$, which any order
/// of summation in single precision achieves. Small integers come out exactly.

#include <cublas_v2.h>

/// Takes a gradient back through a dense layer, on the device. All matrices are row-major in device memory,
/// without room between their rows. Queues its work on the handle's stream, and neither allocates nor waits.
/// @ingroup ex_dense_backward_gpu
/// @param handle  of cuBLAS; it takes scalars from the host, as every new handle does
/// @param n       samples; may be 0
/// @param in      inputs of the layer, at least 1
/// @param out     outputs of the layer, at least 1
/// @param X       n × in, the samples in its rows
/// @param W       out × in, the weights
/// @param D       n × out, the derivatives of the loss by the entries of Z
/// @param ones    n ones
/// @param dX      n × in; overwritten
/// @param dW      out × in; overwritten
/// @param db      out; overwritten
/// @returns CUBLAS_STATUS_SUCCESS, or the first other status that a call returned
cublasStatus_t dense_backward(cublasHandle_t handle, int n, int in, int out, const float* X, const float* W,
                              const float* D, const float* ones, float* dX, float* dW, float* db);
