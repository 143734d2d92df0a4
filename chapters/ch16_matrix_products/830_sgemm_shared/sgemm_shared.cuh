#pragma once

/// @exercise{sgemm_shared, Rung 3: shared-memory tiles}
/// @chapter{ch16_matrix_products}
/// @stars{3}
/// @points{8}
/// @requires{ch16_matrix_products/820_sgemm_coalesced}
/// @requires{ch16_matrix_products/230_gemm_blocked}
///
/// A kernel in which every thread computes one entry of C = AB reads 2k numbers for it, and its neighbours
/// read nearly the same ones: the threads of one row share a row of A, those of one column a column of B.
/// Here the threads of a block fetch what they share once, into **shared memory**, which lies beside the
/// processor and answers at once.
///
/// A block computes a tile of C. It walks along k in steps of the tile's width: in each step its threads
/// fetch a tile of A and a tile of B, one entry each, and then every thread adds the products of its row of
/// the one and its column of the other. An entry that was fetched once is used as often as the tile is wide.
/// With tiles of 16 × 16 the kernel asks global memory for \f[ \frac{2mnk}{16} \f] numbers instead of 2mnk:
/// the tiles of 230_gemm_blocked, with a cache that you fill yourself.
///
/// **Barriers.** The threads of a block do not run in step, not even those of a warp. What one thread writes
/// into shared memory another may read only behind a `__syncthreads()`, which every thread of the block has
/// to reach. Two are needed in each step: one before the tiles are used, for they must be complete; and one
/// before they are filled again, for the slowest thread must be done with the old ones.
///
/// **Edges.** m, n and k are rarely multiples of the tile. What lies beyond the edge of A or B counts as 0,
/// and beyond the edge of C nothing is written. A thread that has no entry of C still has entries of the
/// tiles to fetch.
///
/// **Banks.** Shared memory has 32 banks, of 4 bytes each, which work at the same time. Neighbouring floats
/// lie in neighbouring banks. If the threads of a warp read different words of one bank, the bank serves them
/// one after the other. Threads that read the same word are served together.
///
/// What is graded besides the values, in the simulator and without a GPU: that no two threads race; that all
/// loads from global memory together ask for 2mnk/16 numbers at most; that neighbouring threads fetch
/// neighbouring numbers (four sectors of 32 bytes for a warp); and that no bank has to serve a request twice.
///
/// @accuracy \f$|\hat{C} - C| \le \gamma_k |A| |B|\f$ with \f$u = 2^{-24}\f$, in any order and with fused multiply-adds.
/// Small integers come out exactly.

#include <cuda_runtime.h>

/// C = AB on the device, with tiles of at least 16 × 16 in shared memory. All matrices are row-major in
/// device memory. Queues its work on the stream, and neither allocates nor waits.
/// @ingroup ex_sgemm_shared
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
void sgemm_shared(int m, int n, int k, const float* A, int lda, const float* B, int ldb, float* C, int ldc,
                  cudaStream_t stream);
