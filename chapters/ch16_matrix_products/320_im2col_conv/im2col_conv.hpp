#pragma once

/// @exercise{im2col_conv, Convolution as GEMM}
/// @chapter{ch16_matrix_products}
/// @stars{3}
/// @points{8}
/// @requires{ch16_matrix_products/310_conv2d_direct}
/// @errata{E25}
/// @errata{E37}
/// @errata{E43}
///
/// Every number that a convolution gives is an inner product: of a filter with the pixels under its window.
/// And inner products of rows with rows are what a product of matrices consists of. So write the pixels under
/// each window into a row of a matrix, and one product does the whole layer. A fast product of matrices is
/// to be had on every machine; that is why many networks have been trained in this way.
///
/// **The setting** is that of 310_conv2d_direct. X is a batch of N images, H pixels high, with C channels,
/// and a window of \f$k_h \times k_w\f$ pixels moves over each of them by strides of \f$s_h\f$ rows and
/// \f$s_w\f$ columns. The image is taken to be framed by zeros, \f$p_h\f$ rows of them above and below,
/// \f$p_w\f$ columns on the left and on the right; they are nowhere in memory. The window has \f$H_o \times
/// W_o\f$ places, with \f[ H_o = \lfloor (H + 2 p_h - k_h) / s_h \rfloor + 1 , \f] and likewise \f$W_o\f$ for
/// the columns.
///
/// **Patches.** What a window sees at one place is a patch. `im2col` writes each of them into a row of the
/// matrix Col, of size \f$N H_o W_o \times k_h k_w C\f$. Its rows and columns have an order:
///
/// - place (y, x) of image n is row \f$r = (n H_o + y) W_o + x\f$;
/// - channel c of the pixel at row i and column j of the window is column \f$q = (i k_w + j) C + c\f$.
///
/// \f[ \mathrm{Col}_{rq} = X_{n,\ y s_h + i - p_h,\ x s_w + j - p_w,\ c} , \f] and 0 if that pixel lies
/// outside the image. Col is overwritten, whatever was in it, and the zeros are written too. It is a view:
/// rows at distance `ld`, with room between them that is not yours (see 110_gemm_naive).
///
/// **One product.** The order above is the order of memory. The O filters of W, with weights W(o, i, j, c),
/// stand in memory one behind the other, so the same memory is a matrix F of size \f$O \times k_h k_w C\f$,
/// with a filter in each row. In the same way Y, with \f$N \times H_o \times W_o\f$ pixels of O channels, is
/// a matrix with a row for each place. Nothing moves, it is only read differently, and \f[ Y = \mathrm{Col}\,
/// F^T , \quad Y_{ro} = \sum_q \mathrm{Col}_{rq} F_{oq} , \f]
/// is what 310_conv2d_direct computes, filters not turned around. `conv2d_gemm` overwrites Y with it; find
/// the memory for Col there yourself. Three loops will do for the product.
///
/// **And back.** `im2col` only copies, so it is linear: a matrix of zeros and ones would do it, with one 1 at
/// most in each of its rows. `col2im` applies the transpose of that matrix, the adjoint. It is the one map
/// for which, with the sums of the products of all entries as inner products, \f[ \langle
/// \mathrm{im2col}(X), G \rangle = \langle X, \mathrm{col2im}(G) \rangle \f] for all X and all G of the shape
/// of Col. Gradients find their way back through the layer by it. Where the one copies a pixel into several
/// entries of Col, the other adds these entries up. What stands for padding goes nowhere, and a pixel that no
/// window meets gets 0. X is overwritten. This is not the inverse: `col2im` after `im2col` multiplies each
/// pixel by the number of windows that see it.
///
/// **What it costs.** The arithmetic is that of the direct loops, and the zeros of the padding are now
/// multiplied as well. The price is memory: Col has \f$k_h k_w C\f$ numbers for each place, where X has C for
/// each pixel. For windows of 3 × 3 with stride 1 and padding 1 these are 9 times as many. Others pay less:
/// they look up an entry of Col when the product asks for it (implicit GEMM), or build a tile of Col at a
/// time, or have no Col at all, as direct loops, the Fourier transform, and Winograd's method
/// (350_winograd_f23). The idea with the matrix is Chellapilla, Puri and Simard's (2006); the library Caffe
/// (2014) made it popular.
///
/// Any of N, C and O may be 0; an empty sum is 0. Sizes multiply: count rows and columns of Col in `i64`. A
/// failed check prints the rows of all images below each other, with the channels of a pixel side by side,
/// and Y as that matrix.
///
/// @accuracy `im2col` copies: nothing is rounded. With \f$\gamma_k = ku/(1-ku)\f$, and u = \f$2^{-24}\f$ for
/// float, \f$2^{-53}\f$ for double, the sum of products with \f$K = k_h k_w C\f$ terms and the sum of m
/// entries satisfy, in every entry, \f[ |\hat{Y} - Y| \le \gamma_K |\mathrm{Col}| |F|^T , \quad
///     |\hat{X} - X| \le \gamma_{m-1} \sum |\mathrm{Col}_{rq}| , \f]
/// in any order, with fused multiply-adds or without (Higham, Accuracy and Stability of Numerical Algorithms,
/// sections 3.1 and 4.2). Small integers come out exactly.

#include "matrix/layers.hpp"
#include "matrix/view.hpp"

/// Each row of Col becomes the patch of X under one place of the window, and 0 where that lies in the
/// padding.
/// @ingroup ex_im2col_conv
/// @tparam T   float or double
/// @param X    N images of X.h × X.w pixels with C channels
/// @param kh   the rows of the window, at least 1
/// @param kw   the columns of the window, at least 1
/// @param p    the strides p.sh and p.sw, and the padding p.ph and p.pw
/// @param Col  N Ho Wo × kh kw C; overwritten
/// @throws std::invalid_argument if a stride is less than 1 or a padding less than 0, if the window is higher
///   or wider than the image with its padding, or if Col has another size
template<class T> void im2col(CT4<T> X, i64 kh, i64 kw, ConvP p, View<T> Col);

/// Each pixel of X becomes the sum of all entries of Col into which im2col would copy it.
/// @ingroup ex_im2col_conv
/// @tparam T   float or double
/// @param Col  N Ho Wo × kh kw C, any numbers
/// @param kh   the rows of the window, at least 1
/// @param kw   the columns of the window, at least 1
/// @param p    the strides p.sh and p.sw, and the padding p.ph and p.pw
/// @param X    N images of X.h × X.w pixels with C channels; overwritten
/// @throws std::invalid_argument as im2col
template<class T> void col2im(CView<T> Col, i64 kh, i64 kw, ConvP p, T4<T> X);

/// Y ← the cross-correlation of X with every filter of W, as one product of matrices.
/// @ingroup ex_im2col_conv
/// @tparam T  float or double
/// @param X   N images of X.h × X.w pixels with C channels
/// @param W   O filters of W.h × W.w weights for C channels, at least 1 × 1
/// @param p   the strides p.sh and p.sw, and the padding p.ph and p.pw
/// @param Y   N images of Ho × Wo pixels with O channels; overwritten
/// @throws std::invalid_argument if a stride is less than 1 or a padding less than 0, if the filters are
///   higher or wider than the image with its padding, if X and W differ in channels, or if Y has another size
template<class T> void conv2d_gemm(CT4<T> X, CT4<T> W, ConvP p, T4<T> Y);
