#pragma once

/// @variant{conv2d_direct, A thread for every output}
/// @chapter{ch16_matrix_products}
/// @stars{2}
/// @points{6}
/// @requires{ch16_matrix_products/310_conv2d_direct}
/// @requires{ch16_matrix_products/830_sgemm_shared}
///
/// In the CPU part you wrote the direct convolution as seven loops. Four of them run over the entries of Y,
/// and no entry needs another one: on a GPU each becomes a thread. Three are left, in which the thread adds
/// up \f[ Y_{nyxo} = \sum_{i=0}^{k_h-1} \sum_{j=0}^{k_w-1} \sum_{c=0}^{C-1}
///     X_{n,\ y s_h + i - p_h,\ x s_w + j - p_w,\ c} \; F_{oijc} . \f]
/// X is a batch of N images of H × W pixels with C channels, F holds O filters of \f$k_h \times k_w\f$
/// weights for each channel, and Y gets a channel for every filter. A pixel outside the image counts as 0; it
/// is nowhere in memory, so nobody may read it. The last index moves fastest in memory, and the filters are
/// not turned around.
///
/// **Which thread gets which entry?** The 32 threads of a warp ask for something at the same time, and memory
/// answers in sectors of 32 bytes, each of them moved once for a request. There are two obvious ways, and
/// each spoils one operand:
///
/// - Neighbours own neighbouring filters, at the same place. For a term of their sums they all need the same
/// number
///   of X, which is one sector, and in the end they write 32 neighbours in Y, which are four. But the weights
///   that they need lie \f$k_h k_w C\f$ numbers apart: 32 sectors.
/// - Neighbours own neighbouring places, of the same filter. Now the weight is one sector, but pixels lie C
/// numbers
///   apart in X, and O apart in Y: with eight of them or more, 32 sectors for a load, and 32 for a store.
///
/// Either way a term costs a warp 33 sectors, and uses 4 bytes of each. The values are right.
///
/// **The way out** is to fetch weights in another order than that in which they are used. Along c they lie
/// side by side. So let a block own 32 filters at a few places. Its threads fetch the weights of these
/// filters for 32 channels at one (i, j) into shared memory, in the order of memory, and then each thread
/// walks along the row of its own filter there. Shared memory has no sectors; it has 32 banks of 4 bytes.
/// Different words of one bank are served one after the other, so make a row 33 words wide instead of 32. All
/// places of the block use the tile. A barrier belongs between filling and using it, and another one between
/// using and refilling; and every thread has to reach them, even one that has no entry of Y.
///
/// With 32 filters at 8 places a term now costs a warp one sector of X, and half a sector of F, instead
/// of 33.
///
/// What is graded besides the values, in the simulator and without a GPU, for 32 filters of 3 × 3 and 32
/// channels: all loads from global memory together move at most one sector for every four of the \f$N H_o W_o
/// O K\f$ terms, \f$K = k_h k_w C\f$, that is eight for a term of a warp's 32 sums; and a store needs four on
/// average at most. There are other ways than the one above.
///
/// @accuracy \f$|\hat{Y} - Y| \le \gamma_K \sum |X| |F|\f$ in every entry, where the sum is over the same K
/// terms, and \f$\gamma_K = Ku/(1-Ku)\f$ with \f$u = 2^{-24}\f$, in any order and with fused
/// multiply-adds. Small integers come out exactly.

#include <cuda_runtime.h>

/// The sizes of a layer. They fit together, and all offsets into X, F and Y fit into an int.
/// @ingroup ex_conv2d_direct_gpu
struct ConvLayer {
    int N, H, W, C; ///< X: images, their rows and columns, channels; N and C may be 0
    int O, kh, kw;  ///< F: filters, at least 1 × 1; O may be 0
    int sh, sw;     ///< strides, at least 1
    int ph, pw;     ///< rows of zeros above and below, columns of zeros left and right; at least 0
    int Ho, Wo;     ///< ⌊(H + 2 ph − kh) / sh⌋ + 1 and the like: places of the window, at least 1 × 1
};

/// Y ← the cross-correlation of X with every filter. Everything is in device memory, without room in it.
/// Queues its work on the stream, and neither allocates nor waits.
/// @ingroup ex_conv2d_direct_gpu
/// @param layer   the sizes, which the kernel may take by value
/// @param X       N × H × W × C
/// @param F       O × kh × kw × C: the weight of filter o for channel c at (i, j) is number ((o·kh + i)·kw + j)·C + c
/// @param Y       N × Ho × Wo × O; overwritten, and what was in it is not read
/// @param stream  where the kernel is launched
void conv2d(ConvLayer layer, const float* X, const float* F, float* Y, cudaStream_t stream);
