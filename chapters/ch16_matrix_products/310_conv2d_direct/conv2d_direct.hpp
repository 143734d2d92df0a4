#pragma once

/// @exercise{conv2d_direct, Direct convolution}
/// @chapter{ch16_matrix_products}
/// @stars{2}
/// @points{6}
/// @requires{ch16_matrix_products/110_gemm_naive}
/// @errata{E37}
/// @errata{E43}
///
/// A convolutional layer slides a small window over an image. Wherever the window comes to stand, it
/// multiplies the numbers under it by weights and adds up. The weights are the same everywhere, so what they
/// have learned to find (an edge, an eye) is found in any place.
///
/// **Four indices.** An image is a grid of pixels, and each pixel has several numbers, its channels: three of
/// them in a colour photograph, hundreds inside a network. X is a batch of N images with C channels; W holds
/// O filters of \f$k_h \times k_w\f$ weights for each of the C channels; and Y gets one channel for every
/// filter. The last index moves fastest in memory, and there is no room between the elements:
///
/// - X(n, row, column, c): channel c of a pixel of image n;
/// - W(o, i, j, c): the weight of filter o for channel c, at row i and column j of the window;
/// - Y(n, y, x, o): what filter o finds at place (y, x) of image n.
///
/// **The sum.** From one place to the next the window moves by the stride, \f$s_h\f$ rows or \f$s_w\f$
/// columns. The image is taken to be framed by zeros, the padding: \f$p_h\f$ rows above and as many below,
/// \f$p_w\f$ columns on the left and as many on the right. So place (y, x) of the window begins at row \f$y
/// s_h - p_h\f$ and column \f$x s_w - p_w\f$ of the image, which may be negative, and \f[ Y_{nyxo} =
/// \sum_{i=0}^{k_h-1} \sum_{j=0}^{k_w-1} \sum_{c=0}^{C-1}
///     X_{n,\ y s_h + i - p_h,\ x s_w + j - p_w,\ c} \; W_{oijc} . \f]
/// A pixel outside the image counts as 0. The padding is nowhere in memory: what stands before, behind and
/// between the rows of X is another row, another image, or somebody else's.
///
/// **How many places.** A window of \f$k_h\f$ rows has to lie within \f$H + 2p_h\f$ rows: the H rows of the
/// image, and those of its frame. It takes whole strides only, and rows that are left over after the last one
/// go unused:
/// \f[ H_o = \lfloor (H + 2 p_h - k_h) / s_h \rfloor + 1 , \f]
/// and likewise \f$W_o\f$ for the columns. Y has the size \f$N \times H_o \times W_o \times O\f$. It is
/// overwritten, whatever was in it.
///
/// **The name.** Mathematicians call this sum a cross-correlation. In their convolution the filter is turned
/// around, with W(o, kh − 1 − i, kw − 1 − j, c) in the place of W(o, i, j, c). Networks learn their weights,
/// so they can do without the turn, and they kept the name. You do not turn the filter.
///
/// **What it costs.** Four loops find an entry of Y, three more add up its sum:
/// \f$N H_o W_o O\f$ entries with at most \f$k_h k_w C\f$ multiplications each. One of the types that your
/// function is compiled for counts them. Do no more than that, and at least one for each term whose pixel
/// lies in the image. Loops like these are slow in an interpreted language, but the method itself is not
/// slow: libraries have fast direct convolutions, and they need no memory beside X, W and Y.
///
/// Any of N, C and O may be 0; an empty sum is 0. A failed check prints the rows of all images below each
/// other, with the channels of a pixel side by side.
///
/// @accuracy \f$|\hat{Y} - Y| \le \gamma_K \sum |X| |W|\f$ in every entry, where the sum is over the same
/// \f$K = k_h k_w C\f$ terms, and \f$\gamma_K = Ku/(1-Ku)\f$ with \f$u = 2^{-24}\f$ for float and
/// \f$u = 2^{-53}\f$ for double. Whatever the order of the terms, and with fused multiply-adds or without,
/// the definition achieves that (Higham, Accuracy and Stability of Numerical Algorithms, section 3.1). Small
/// integers come out exactly.

#include "matrix/counted.hpp"
#include "matrix/layers.hpp"
#include "matrix/view.hpp"

/// Y ← the cross-correlation of X with every filter of W, without a bias.
/// @ingroup ex_conv2d_direct
/// @tparam T  float, double or Counted<double>
/// @param X   N images of X.h × X.w pixels with C channels
/// @param W   O filters of W.h × W.w weights for C channels, at least 1 × 1
/// @param p   the strides p.sh and p.sw, and the padding p.ph and p.pw
/// @param Y   N images of Ho × Wo pixels with O channels; overwritten
/// @throws std::invalid_argument if a stride is less than 1 or a padding less than 0, if the filters are
///   higher or wider than the image with its padding, if X and W differ in channels, or if Y has another size
template<class T> void conv2d(CT4<T> X, CT4<T> W, ConvP p, T4<T> Y);
