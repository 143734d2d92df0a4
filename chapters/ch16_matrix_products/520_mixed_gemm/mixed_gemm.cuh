#pragma once

/// @variant{mixed_gemm, Half in\, FP32 accumulation\, by cuBLAS}
/// @chapter{ch16_matrix_products}
/// @stars{3}
/// @points{8}
/// @requires{ch16_matrix_products/520_mixed_gemm}
///
/// In *mixed precision* a network's numbers are stored in words of 16 bits, and added up in 32. In the CPU
/// part you wrote the product
/// \f[ C = AB , \qquad C_{ij} = \sum_{p=0}^{k-1} A_{ip} B_{pj} , \f]
/// from words of FP16 (1 + 5 + 10 bits) or BF16 (1 + 8 + 7 bits) to floats, and saw what happens to a sum
/// that is kept in FP16: it stops at 2048 while ones are added to it. The product of two words, however, is
/// exact in `float`. This is what the tensor cores of a GPU are built for: they multiply 16-bit numbers and
/// add in 32 bits, many times faster than the other units multiply floats. NVIDIA's library cuBLAS puts them
/// to work.
///
/// **A product with types.** `cublasSgemm` has its types in its name. `cublasGemmEx` is told them, in five
/// arguments more:
///
/// - for each of A, B and C what its numbers are: `CUDA_R_16F` (FP16), `CUDA_R_16BF` (BF16) or `CUDA_R_32F`
///   (float);
/// - the *compute type*: in what products are formed and sums are kept, for example `CUBLAS_COMPUTE_32F` or
///   `CUBLAS_COMPUTE_16F`;
/// - an algorithm; leave that to the library with `CUBLAS_GEMM_DEFAULT`.
///
/// The pointers are `const void*`, so that no compiler checks what you say: a word means what you call it.
/// 0x3F80 is 1 in BF16, and 1.875 in FP16. Only certain types go together, and for the others the status is
/// `CUBLAS_STATUS_NOT_SUPPORTED`. A sum in FP16, for example, is not to be had with a C of floats.
///
/// **Scalars.** GEMM computes \f$\alpha AB + \beta C\f$, and takes α and β by pointers to numbers in the
/// host's memory. They are of the compute type, not of the type of A and B: for `CUBLAS_COMPUTE_32F` they are
/// floats. C holds somebody's old numbers, even NaN. With β = 0 they are not read.
///
/// **Columns.** cuBLAS stores matrices as Fortran does: entry (i, j) of M lies at M[i + j * ld]. Yours are
/// stored by rows. Do not move a number; read them differently. The memory of a row-major r × c matrix is,
/// for cuBLAS, the transposed matrix, c × r, with the same leading dimension. So what it has to write is
/// \f[ C^T = B^T A^T , \f]
/// and the factors change places, with their types and their leading dimensions; the first two extents are n
/// and m. If you forget it, square matrices give BA, with the status of success. Leading dimensions are
/// counted in elements, whatever an element's size.
///
/// **Corners.** m, n or k may be 0. With k = 0 there is nothing to add up, and C becomes 0; a GEMM does that
/// by itself.
///
/// **Status.** A call of cuBLAS returns one. It is not an exception: if nobody looks, nobody knows.
///
/// What is graded besides the values: that the product is a call of a GEMM of cuBLAS, and that a call that
/// fails does not stay a secret.
///
/// @accuracy \f$|\hat{C} - C| \le \gamma_{4k} |A| |B|\f$ in every entry, where A and B are the numbers that
/// the words stand for, \f$\gamma_n = nu/(1-nu)\f$ and \f$u = 2^{-24}\f$. In the CPU part it was
/// \f$\gamma_k\f$. Tensor cores add several products at once, and cut off what is too small for their sum
/// instead of rounding it (Fasi, Higham, Mikaitis and Pranesh, Numerical behavior of NVIDIA tensor cores,
/// 2021); 4k has room for that. Small integers come out exactly.

#include <cublas_v2.h>

#include <cstdint>

/// What the words of A and B are.
/// @ingroup ex_mixed_gemm_gpu
enum class Format { F16, BF16 };

/// C = AB on the device, from words of 16 bits to floats, added up as floats. All matrices are row-major in
/// device memory. Queues its work on the handle's stream, and neither allocates nor waits.
/// @ingroup ex_mixed_gemm_gpu
/// @param handle  of cuBLAS; it takes scalars from the host, as every new handle does
/// @param m       rows of A and C; may be 0
/// @param n       columns of B and C; may be 0
/// @param k       columns of A and rows of B; with k = 0, C is set to 0
/// @param A       m × k words, element (i, p) at A[i * lda + p]
/// @param lda     at least k, and at least 1
/// @param B       k × n words
/// @param ldb     at least n, and at least 1
/// @param C       m × n; overwritten, and what was in it is not read
/// @param ldc     at least n, and at least 1; nothing is written between n and ldc
/// @param format  of the words of A and B
/// @returns CUBLAS_STATUS_SUCCESS, or the status of the call that failed
cublasStatus_t gemm_half(cublasHandle_t handle, int m, int n, int k, const std::uint16_t* A, int lda,
                         const std::uint16_t* B, int ldb, float* C, int ldc, Format format);
