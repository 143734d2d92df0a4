#pragma once

/// @variant{im2col_conv, Patches by kernels\, the product by cuBLAS}
/// @chapter{ch16_matrix_products}
/// @stars{3}
/// @points{8}
/// @requires{ch16_matrix_products/320_im2col_conv}
/// @requires{ch16_matrix_products/820_sgemm_coalesced}
///
/// In the CPU part you wrote the pixels under each window into a row of a matrix Col, so that one product of
/// matrices did the whole layer, and you found the adjoint, which adds the entries up again. On a GPU the
/// product is the library's, cuBLAS. The two maps around it are yours, and they do no arithmetic to speak of:
/// what counts is how they use the memory.
///
/// **The setting.** X is a batch of N images of H × W pixels with C channels, the channels fastest in memory.
/// A window of \f$k_h \times k_w\f$ pixels moves by strides of \f$s_h\f$ rows and \f$s_w\f$ columns over the
/// image and \f$p_h\f$ rows and \f$p_w\f$ columns of zeros around it, and has \f$H_o \times W_o\f$ places.
/// With \f$r = (n H_o + y) W_o + x\f$ for place (y, x) of image n, and \f$q = (i k_w + j) C + c\f$ for
/// channel c at row i and column j of the window, \f[ \mathrm{Col}_{rq} = X_{n,\ y s_h + i - p_h,\ x s_w + j
/// - p_w,\ c} , \f] and 0 if that pixel lies outside the image, where nothing may be read. Rows of Col are
/// `ldcol` numbers apart.
///
/// **im2col: who copies what?** Every entry of Col is written once, so a thread for each entry needs no other
/// one. Memory is moved in sectors of 32 bytes, eight floats, and each sector that a warp touches is moved
/// once for a request. Neighbouring threads with neighbouring q write 32 numbers side by side, which are four
/// sectors; and what they read lies side by side in X as far as the channels reach, or even a row of the
/// window. A thread for each row of Col is the same loop as on the CPU, copies the same numbers, and touches
/// 32 sectors at once, to use one float of each.
///
/// **col2im: gather, do not scatter.** Its X is
/// \f[ X_{nabc} = \sum \mathrm{Col}_{rq} , \quad \text{over all entries that copy this number.} \f]
/// With a thread for each entry of Col, the threads of overlapping windows add to the same number of X at
/// once: a race. Atomic additions mend it, but the order of a sum then changes from call to call, and so do
/// its last bits; and the memory has to do each addition by itself. Turn it around. Let a thread own a number
/// of X, and look for the entries. Row i of a window at place y lies over row a of the image if \f[ y s_h = a
/// + p_h - i , \f] so for each i there is one y at most: the right side has to be a multiple of \f$s_h\f$, at
/// least 0, and y less than \f$H_o\f$. Columns are alike. The thread adds up in a variable, in an order of
/// its own, and stores once.
///
/// **conv2d_gemm.** The filters F stand in memory one behind the other, \f$O \times K\f$ with \f$K = k_h k_w
/// C\f$, and \f$Y = \mathrm{Col}\, F^T\f$ has a row for each place. cuBLAS stores matrices by columns: in the
/// memory of Col it sees \f$\mathrm{Col}^T\f$, in that of F it sees \f$F^T\f$, and where Y shall be it has to
/// write \f$Y^T = F\, \mathrm{Col}^T\f$. Col is memory that the caller lends you. Your kernel and the product
/// have to come one after the other: that is so if the kernel is launched on the handle's stream.
///
/// What is graded besides the values, in the simulator and without a GPU, with 8 channels: im2col and col2im
/// store each number of their result once, with 5 sectors for 32 numbers at most, and move no more than one
/// sector of what they read for every four entries of Col. The product is a GEMM of cuBLAS, and the number of
/// calls and launches does not depend on N. A call that fails does not stay a secret.
///
/// @accuracy `im2col` copies: nothing is rounded. With \f$u = 2^{-24}\f$, in every entry,
/// \f[ |\hat{Y} - Y| \le \gamma_K |\mathrm{Col}| |F|^T , \quad
///     |\hat{X} - X| \le \gamma_{m-1} \sum |\mathrm{Col}_{rq}| \f]
/// for a sum of m entries, in any order. Small integers come out exactly.

#include <cublas_v2.h>
#include <cuda_runtime.h>

/// Images, and the windows on them. The sizes fit together, and all offsets into X, Col and Y fit into an
/// int.
/// @ingroup ex_im2col_conv_gpu
struct Windows {
    int N, H, W, C; ///< X: images, their rows and columns, channels; N and C may be 0
    int kh, kw;     ///< rows and columns of a window, at least 1
    int sh, sw;     ///< strides, at least 1
    int ph, pw;     ///< rows of zeros above and below, columns of zeros left and right; at least 0
    int Ho, Wo;     ///< ⌊(H + 2 ph − kh) / sh⌋ + 1 and the like: places of a window, at least 1 × 1
};

/// Each row of Col becomes the patch of X under one place of the window, and 0 where that lies in the
/// padding. Queues its work on the stream, and neither allocates nor waits.
/// @ingroup ex_im2col_conv_gpu
/// @param s       the sizes, which a kernel may take by value
/// @param X       N × H × W × C, in device memory
/// @param Col     N Ho Wo × kh kw C, in device memory; overwritten
/// @param ldcol   at least kh kw C; nothing is written between kh kw C and ldcol
/// @param stream  where the kernel is launched
void im2col(Windows s, const float* X, float* Col, int ldcol, cudaStream_t stream);

/// Each number of X becomes the sum of all entries of Col into which im2col would copy it; 0 if there are
/// none. Queues its work on the stream, and neither allocates nor waits.
/// @ingroup ex_im2col_conv_gpu
/// @param s       the sizes
/// @param Col     N Ho Wo × kh kw C, in device memory
/// @param ldcol   at least kh kw C; what lies between kh kw C and ldcol is not yours to use
/// @param X       N × H × W × C, in device memory; overwritten
/// @param stream  where the kernel is launched
void col2im(Windows s, const float* Col, int ldcol, float* X, cudaStream_t stream);

/// Y ← the cross-correlation of X with every filter, as one product of matrices.
/// Queues its work on the handle's stream, and neither allocates nor waits.
/// @ingroup ex_im2col_conv_gpu
/// @param handle  of cuBLAS; it takes scalars from the host, as every new handle does
/// @param s       the sizes
/// @param O       filters; may be 0
/// @param X       N × H × W × C, in device memory
/// @param F       O × kh × kw × C, in device memory
/// @param Col     room for N Ho Wo × kh kw C numbers, in device memory; what is in it afterwards does not matter
/// @param ldcol   at least kh kw C, and at least 1; nothing is written between kh kw C and ldcol
/// @param Y       N × Ho × Wo × O, in device memory; overwritten, and what was in it is not read
/// @returns CUBLAS_STATUS_SUCCESS, or the first other status that a call returned
cublasStatus_t conv2d_gemm(cublasHandle_t handle, Windows s, int O, const float* X, const float* F,
                           float* Col, int ldcol, float* Y);
