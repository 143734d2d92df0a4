#pragma once

/// @variant{softmax_rows, Stable softmax\, many threads for a row}
/// @chapter{ch16_matrix_products}
/// @stars{2}
/// @points{6}
/// @requires{ch16_matrix_products/410_softmax_rows}
///
/// The softmax turns each row of an m × n matrix X of scores into weights that add up to 1:
/// \f[ P_{ij} = \frac{e^{X_{ij} - m_i}}{\sum_k e^{X_{ik} - m_i}} , \quad m_i = \max_k X_{ik} . \f]
/// Without the shift by the row's largest score \f$m_i\f$ the exponentials overflow from 89 on; with it they
/// are at most 1, and their sum is at least 1. The CPU part goes through a row three times: for the maximum,
/// for the sum, for the weights. Here 32 threads or more go through it together.
///
/// **Who has which entries.** The 32 threads of a warp, its **lanes**, load in one request; memory answers it
/// in sectors of 32 bytes. Neighbouring lanes are to load neighbouring numbers: then 32 floats are 4 sectors,
/// or 5 if they do not begin at a multiple of 32 bytes, as when ldx is no multiple of 8. If each thread had a
/// row of its own, it would be 32. So a row belongs to a warp, or to a block, and its threads walk along it
/// side by side: thread t takes the entries t, t + T, t + 2T, …, if T threads share the row. A row may be
/// longer than any block, and it may be shorter than a warp, so that some threads get none.
///
/// **Reductions.** Maximum and sum are needed by *all* threads of the row. In a warp,
/// `__shfl_xor_sync(0xffffffff, v, d)` gives each lane the `v` of the lane whose number differs from its own
/// in the bit d. If you combine the two, for d = 16, 8, 4, 2, 1, then after the first step pairs agree, after
/// the second quadruples, and after the fifth all 32 lanes have the same result. All lanes must take part,
/// also those without an entry: with −∞, which changes no maximum, and with 0, which changes no sum.
///
/// A block that shares a row reduces in shared memory, where a `__syncthreads()` has to stand between a write
/// and a read by another thread; and *also* between a read and the next write. The place where the maximum
/// has just been found must not be filled with terms of the sum before the slowest thread has read it.
///
/// **Bytes.** Softmax does a handful of operations for a number, so its time is that of its memory traffic.
/// Three reads of X are allowed, or two and one of what you have written to Y. Fewer are possible: a pass
/// that finds maximum and sum together multiplies the sum by \f$e^{a - b}\f$ when the maximum rises from a to
/// b.
///
/// **Corners.** The same as on the CPU. A score of −∞ gets the weight 0, and every row has one that is not
/// −∞. A NaN makes its whole row NaN, and no other (`fmaxf` passes over it; the sum does not). Y may be X,
/// the same memory with the same leading dimension, so do not promise the compiler by `__restrict__` that it
/// is not. m may be 0; a grid without blocks is an error.
///
/// What is graded besides the values, without a GPU: 3mn floats at most are loaded and 2mn stored, with no
/// more than 5 sectors for 32 of them; and no fault is found in any order of the threads.
///
/// @accuracy With \f$t = m_i - X_{ij}\f$, \f$\gamma_k = ku/(1-ku)\f$, \f$u = 2^{-24}\f$ and λ the smallest normal float:
/// \f[ |\hat{P}_{ij} - P_{ij}| \le (e^{2ut} (1 + \gamma_{7n+10}) - 1) P_{ij} + \lambda . \f]
/// `expf` on a GPU is good to two units in the last place, and this is achieved with it in any order of
/// summation. As on the CPU, subtracting the logarithm of the sum of all \f$e^{X_{ik}}\f$ does not achieve
/// it.

#include <cuda_runtime.h>

/// Each row of Y becomes the softmax of that row of X. All matrices are row-major in device memory.
/// Queues its work on the stream, and neither allocates nor waits.
/// @ingroup ex_softmax_rows_gpu
/// @param m       rows of X and Y; may be 0
/// @param n       columns of X and Y, at least 1
/// @param X       the scores, element (i, j) at X[i * ldx + j]: finite, −∞ or NaN
/// @param ldx     at least n; what lies between n and ldx is not yours to use
/// @param Y       overwritten by the weights; it may be X
/// @param ldy     at least n; nothing is written between n and ldy
/// @param stream  where the kernel is launched
void softmax_rows(int m, int n, const float* X, int ldx, float* Y, int ldy, cudaStream_t stream);
