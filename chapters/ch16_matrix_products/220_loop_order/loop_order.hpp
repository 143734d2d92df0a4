#pragma once

/// @exercise{loop_order, Strides\, rows and columns}
/// @chapter{ch16_matrix_products}
/// @stars{2}
/// @points{6}
/// @requires{ch16_matrix_products/110_gemm_naive}
/// @requires{ch16_matrix_products/210_roofline}
/// @errata{E49}
/// @measures{traffic}
///
/// A processor does not fetch a number from memory; it fetches a line, some eight neighbouring doubles, into
/// a small memory of its own, the cache. Whoever uses all eight pays once for eight. Whoever uses one and
/// goes on to another line pays every time, and may come back too late: a full cache drops the line that was
/// used longest ago (LRU). Each line that has to be fetched is a miss. The three loops of a matrix product
/// may stand in any order, all orders do the same arithmetic, and the misses differ by a factor of sixteen.
///
/// **What is graded here is misses, not time.** Your code is compiled a second time so that every access is
/// seen, and a cache is simulated: Z words (doubles) in lines of L words, empty at the start, any line at any
/// place, LRU. The counts are the same on every machine. Variables on the stack count as registers; memory
/// that you allocate is counted like the arguments.
///
/// **The product.** `gemm_ikj` computes C = AB with the loops in the order i, p, j:
/// \f[ C_{ij} = \sum_{p=0}^{k-1} A_{ip} B_{pj} , \f]
/// from the outermost to the innermost. Then the innermost loop walks along a row of B and a row of C, stride
/// 1, while \f$A_{ip}\f$ stands still. For \f$n \times n\f$ matrices, and a cache that holds two rows and a
/// bit, but not a matrix, B is fetched once for every i, and A and C once in all: \f[ \frac{n^3}{L} +
/// \frac{2n^2}{L} \f] misses. In the order i, j, p the innermost loop runs down a column of B instead, with
/// stride n, and nearly every one of its \f$n^3\f$ steps is a miss.
///
/// **Column sums.** `col_sums` computes \f$s_j = \sum_i A_{ij}\f$. The formula suggests to finish one column
/// before the next. Rows are what lies together: \f$n^2/L + n/L\f$ misses are enough.
///
/// **Prediction.** `sweep_misses` says what a cache makes of the simplest pattern there is: `passes` times
/// over n words at a constant stride, each pass the same, from the start of a line on. One pass touches \f[
/// \ell = n \;\text{ lines if stride} \ge L , \qquad
///     \ell = \left\lfloor \frac{(n-1)\,\text{stride}}{L} \right\rfloor + 1 \;\text{ otherwise.} \f]
/// If the cache, of \f$\lfloor Z/L \rfloor\f$ lines, holds them all, each misses once, in the first pass. If
/// it does not, every line misses in every pass, even if it is too large by a single one: by the time a line
/// comes round again it has just been dropped.
///
/// @accuracy Small integers come out exactly, whatever the order of the sums.

#include <span>

#include "matrix/view.hpp"

/// C = AB, with the innermost loop along the rows of B and C.
/// @ingroup ex_loop_order
/// @tparam T  float or double
/// @param A   m × k
/// @param B   k × n
/// @param C   m × n; overwritten, and what was in it is not read
/// @throws std::invalid_argument if the shapes do not fit together
template<class T> void gemm_ikj(CView<T> A, CView<T> B, View<T> C);

/// The sum of each column of A.
/// @ingroup ex_loop_order
/// @tparam T  float or double
/// @param A   m × n
/// @param s   n sums; overwritten, and what was in it is not read
/// @throws std::invalid_argument if s has another size than n
template<class T> void col_sums(CView<T> A, std::span<T> s);

/// The misses of an LRU cache in `passes` sweeps over words 0, stride, 2·stride, …, (n − 1)·stride.
/// @ingroup ex_loop_order
/// @param n       how many words one sweep touches
/// @param stride  the distance of two of them, in words; n · stride · passes is less than 2⁶³
/// @param L       the words of a line; word 0 is the first of its line
/// @param Z       the words that the cache holds: ⌊Z/L⌋ lines
/// @param passes  how many sweeps follow each other
/// @throws std::invalid_argument if n, stride, L or passes is less than 1, or if Z < L
i64 sweep_misses(i64 n, i64 stride, i64 L, i64 Z, i64 passes);
