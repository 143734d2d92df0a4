#pragma once

/// @exercise{sgemm_naive, Rung 1: one thread\, one entry}
/// @chapter{ch16_matrix_products}
/// @stars{1}
/// @points{4}
/// @requires{ch16_matrix_products/110_gemm_naive}
///
/// The product C = AB of an m × k and a k × n matrix has mn entries, and none of them needs another:
/// \f[ C_{ij} = \sum_{p=0}^{k-1} A_{ip} B_{pj} . \f]
/// A processor with a few cores takes them one after the other. A GPU has room for some hundred thousand
/// threads at a time, so here every entry gets a thread of its own. The loops over i and j are gone, and the
/// one over p remains.
///
/// **A kernel** is a function that many threads execute, each from beginning to end. They come in blocks of
/// up to 1024 threads, and the blocks in a grid; both may have two extents, which suits a matrix.
/// `multiply<<<grid, block, 0, stream>>>(…)` starts them all: `grid` and `block` are of type `dim3`, the 0 is
/// shared memory, which nobody needs here, and the launch waits for its turn in `stream`. A thread knows its
/// place in the block, `threadIdx`, and the block's place in the grid, `blockIdx`, each with an x and a y,
/// and the extents of its block, `blockDim`. Together they tell it which entry is its own. Which of x and y
/// is the row is up to you. On this rung it does not matter; 820_sgemm_coalesced shows what depends on it.
///
/// **The guard.** All blocks have the same size, and m and n are rarely multiples of it. You start as many
/// blocks as cover C, which means rounding up, and some threads then have no entry. Such a thread must do
/// nothing at all: there is no row of A for it to read, and what looks like the place of its entry belongs to
/// another. A grid must not be empty, so with m = 0 or n = 0 there is nothing to start.
///
/// **Warps.** The hardware takes the threads of a block 32 at a time: such a group, a warp, is given each
/// instruction together. A block of 16 × 16 or 32 × 8 threads is 8 full warps. If a block is a single thread,
/// 31 of the 32 places in its warp stay empty, and an instruction takes no less time.
///
/// **What it costs.** Each thread reads a row of A and a column of B, so the kernel asks global memory, the
/// memory of the device, for
/// \f[ 2mnk \f]
/// numbers. It writes mn, if the sum grows in a variable of the thread and goes to C once. That is one
/// operation for each 4 bytes that are asked for, while a GPU does ten or twenty in the time in which one
/// byte arrives from its memory. Caches help this kernel; the rungs above need less help.
///
/// What is graded besides the values, in the simulator and without a GPU: that one launch does it all; that
/// it loads 2mnk numbers at most and stores mn; and that its warps are at least half full on average.
///
/// @accuracy \f$|\hat{C} - C| \le \gamma_k |A| |B|\f$ with \f$u = 2^{-24}\f$, in any order and with fused
/// multiply-adds. Small integers come out exactly.

#include <cuda_runtime.h>

/// C = AB on the device. All matrices are row-major in device memory; all offsets into them fit into an int.
/// Queues its work on the stream, and neither allocates nor waits.
/// @ingroup ex_sgemm_naive
/// @param m       rows of A and C; may be 0
/// @param n       columns of B and C; may be 0
/// @param k       columns of A and rows of B; with k = 0, C is set to 0
/// @param A       m × k, element (i, p) at A[i * lda + p]
/// @param lda     at least k
/// @param B       k × n
/// @param ldb     at least n
/// @param C       m × n; overwritten, and what was in it is not read
/// @param ldc     at least n; nothing is written between n and ldc
/// @param stream  where the kernel is launched
void sgemm_naive(int m, int n, int k, const float* A, int lda, const float* B, int ldb, float* C, int ldc,
                 cudaStream_t stream);
