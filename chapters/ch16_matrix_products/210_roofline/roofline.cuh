#pragma once

/// @variant{roofline, saxpy and sgemv: bytes predicted and measured}
/// @chapter{ch16_matrix_products}
/// @stars{2}
/// @points{6}
/// @requires{ch16_matrix_products/210_roofline}
///
/// How many bytes a computation has to move can be counted before it is written; the CPU part does that. Here
/// you write two kernels that wait for memory whatever you do, and a simulated GPU counts what they ask for.
/// The two numbers stand side by side in the report.
///
/// **saxpy**, y ← ax + y for vectors of n floats, reads x and y and writes y: 12n bytes, for 2n operations.
/// **sgemv**, y = Ax with an m × n matrix, reads A and x and writes y: 4(mn + n + m) bytes, for 2mn
/// operations. A graphics card like the V100 does 17 operations while a byte arrives. saxpy has 1/6 for it,
/// sgemv not even 1/2, so their speed is that of the memory, and the only thing to save is bytes.
///
/// **Requests and sectors.** 32 threads with consecutive numbers form a **warp**. When they load, their 32
/// addresses make one request, and memory answers it in **sectors** of 32 bytes, which begin at multiples of
/// 32 bytes. If the threads load 32 neighbouring floats from such a multiple on, that is 4 sectors, and every
/// byte of them is used: the request is **coalesced**. If their addresses lie 32 bytes apart or more, it is
/// 32 sectors, and of each 4 bytes are used and 28 have come in vain. So what matters is what *neighbouring
/// threads* do in the same instruction, not what one thread does in the next. On a CPU each thread had better
/// take a chunk of the vector for itself; on a GPU that is the worst one can do.
///
/// **A warp for a row.** One thread for each row of A is the obvious way to sgemv, and it is uncoalesced:
/// neighbours walk down a column, at a distance of lda floats. Let the 32 **lanes** of a warp share a row
/// instead. Lane l takes the columns l, l + 32, l + 64, …, and in the end there are 32 partial sums, one in
/// each lane. To add them, lanes may look into each other's registers: `__shfl_down_sync(0xffffffff, v, d)`
/// gives every lane the `v` of the lane that is d further on, and is to be executed by all 32 lanes. With d =
/// 16, 8, 4, 2, 1 the sum arrives in lane 0. Neither shared memory nor a barrier is needed.
///
/// **x again and again.** Such a kernel asks for x once in every row: for 8mn bytes, where the prediction has
/// 4mn, as each number "is read once, however often it is used". The simulator counts requests. On a real GPU
/// most of those for x are answered by a cache, and of the long matrix nothing is asked for twice. (Warps
/// that compute several rows at a time ask less often.)
///
/// **Edges.** A grid has whole blocks, so some of its threads have nothing to do and must not touch memory. A
/// grid without blocks is an error, even if there is nothing to do.
///
/// What is graded besides the values, without a GPU: saxpy asks for 12n bytes, no more, in sectors that are
/// used in full; the loads of sgemv need 1.1 · 2mn/8 sectors at most; and no fault is found in any order of
/// the threads.
///
/// @accuracy For saxpy \f$\gamma_2 (|a x_i| + |y_i|)\f$, for sgemv \f$\gamma_n (|A| |x|)_i\f$, with
/// \f$\gamma_k = ku/(1-ku)\f$ and \f$u = 2^{-24}\f$: in any order of summation, with fused multiply-adds or
/// without. Small integers come out exactly.

#include <cuda_runtime.h>

/// y ← ax + y on the device. Queues its work on the stream, and neither allocates nor waits.
/// @ingroup ex_roofline_gpu
/// @param n       the length of x and y; may be 0
/// @param a       the factor
/// @param x       n numbers in device memory
/// @param y       n numbers in device memory, apart from x; becomes ax + y
/// @param stream  where the kernel is launched
void saxpy(int n, float a, const float* x, float* y, cudaStream_t stream);

/// y = Ax on the device, row-major. Queues its work on the stream, and neither allocates nor waits.
/// @ingroup ex_roofline_gpu
/// @param m       rows of A, the length of y; may be 0
/// @param n       columns of A, the length of x; with n = 0, y is set to 0
/// @param A       m × n, element (i, j) at A[i * lda + j]
/// @param lda     at least n; what lies between n and lda is not yours to use
/// @param x       n numbers in device memory
/// @param y       m numbers in device memory, apart from A and x; overwritten, and what was in it is not read
/// @param stream  where the kernel is launched
void sgemv(int m, int n, const float* A, int lda, const float* x, float* y, cudaStream_t stream);
