#pragma once

/// @exercise{sgemm_coalesced, Rung 2: who reads what}
/// @chapter{ch16_matrix_products}
/// @stars{2}
/// @points{6}
/// @requires{ch16_matrix_products/810_sgemm_naive}
/// @requires{ch16_matrix_products/220_loop_order}
///
/// In 810_sgemm_naive each thread computes one entry of C = AB, and which thread gets which entry is left
/// open. Here you choose. The arithmetic stays the same, the numbers that are read stay the same, and the
/// traffic changes by a factor of more than six.
///
/// **Warps.** The threads of a block are numbered along x first, then along y: thread (x, y) has number
/// y · blockDim.x + x. Numbers 0 to 31 are one warp, 32 to 63 the next. When the threads of a warp load
/// something, each from an address of its own, that is one request to the memory. In a block of 32 × 8
/// threads a warp is one row of the block; in one of 16 × 16 it is two.
///
/// **Sectors.** Memory answers in sectors: 32 bytes, eight neighbouring floats, from a multiple of 32 bytes
/// on. A request moves every sector that contains a number somebody asked for, once, and moves it whole. If
/// 32 threads ask for 32 neighbouring floats, four sectors are enough, and every byte is used: the request is
/// coalesced. If all ask for the same float, it is one sector. If they ask for 32 floats of a column, one
/// from each row, it is 32 sectors, and of each 4 bytes of 32 are used. It is the cache line of
/// 220_loop_order, with a difference: there, one thread has to use the neighbours soon; here, 32 threads
/// should use them at once.
///
/// **Counting.** Let a warp own r rows and c columns of C, rc = 32, with c at least 8. At each step of its
/// sum it reads r numbers of A, from r rows, which are r sectors; and c neighbouring numbers of a row of B,
/// which are c/8 sectors. These are two requests. In the end it writes r pieces of rows of C:
/// \f[ \frac{1}{2} \left( r + \frac{c}{8} \right) \;\text{ sectors for a load}, \qquad
///     r \cdot \frac{c}{8} = 4 \;\text{ sectors for a store} . \f]
/// One row of 32 columns needs 2½ sectors for a load on average, two rows of 16 need 2, four rows of 8 need
/// 2½ again. If the 32 threads lie in one column of C instead, it is 32 sectors for A and 1 for B, 16½ on
/// average, and 32 for a store. That is what comes out if threadIdx.x counts the rows in a block of 32 × 32.
/// Nothing is wrong with the values, and so nobody notices.
///
/// A cache may still have a sector from an earlier request. That spares a trip to memory, and the request is
/// as large as before. Nsight Compute, the profiler of the real hardware, counts the same way: sectors per
/// request.
///
/// What is graded besides the values, in the simulator and without a GPU, for m and n that are multiples
/// of 32: all loads together move 5mnk/32 sectors at most, as 2½ come to for each of the 2mnk/32 requests of
/// full warps; and all stores together mn/8, each sector of C once. Any kernel that does with them is right,
/// also one that asks for fewer numbers by larger requests.
///
/// @accuracy \f$|\hat{C} - C| \le \gamma_k |A| |B|\f$ with \f$u = 2^{-24}\f$, in any order and with fused
/// multiply-adds. Small integers come out exactly.

#include <cuda_runtime.h>

/// C = AB on the device. All matrices are row-major in device memory; all offsets into them fit into an int.
/// Queues its work on the stream, and neither allocates nor waits.
/// @ingroup ex_sgemm_coalesced
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
void sgemm_coalesced(int m, int n, int k, const float* A, int lda, const float* B, int ldb, float* C, int ldc,
                     cudaStream_t stream);
