#pragma once

/// @exercise{gemm_blocked, Tiled GEMM}
/// @chapter{ch16_matrix_products}
/// @stars{3}
/// @points{8}
/// @requires{ch16_matrix_products/220_loop_order}
/// @errata{E50}
/// @measures{traffic}
///
/// A product of two \f$n \times n\f$ matrices multiplies \f$n^3\f$ times, but its operands have only
/// \f$3n^2\f$ entries. So every entry is used n times, and the question is how often it has to be fetched for
/// that. With the loops in the order i, p, j it is the whole of B for every row of C. Cut the matrices into
/// tiles, small enough that three of them fit into the cache, and what has been fetched is used many times
/// before it is dropped. This is the idea on which every fast product is built.
///
/// **The tiles.** C = AB, where A is \f$m \times k\f$ and B is \f$k \times n\f$. A `Tile` says how the three
/// indices are cut: i into pieces of tile.m, j into pieces of tile.n, and p into pieces of tile.k. So a tile
/// of C is tile.m × tile.n, one of A is tile.m × tile.k, one of B is tile.k × tile.n, and the tile of C in
/// tile row I and tile column J is a sum of products of tiles:
/// \f[ C_{IJ} = \sum_{P} A_{IP} B_{PJ} . \f]
/// Each product of tiles is a product of matrices, with three loops of its own. In which order you go through
/// the tiles is up to you.
///
/// **The edges.** A matrix is seldom a multiple of its tiles. The last tile of a row or column is as large as
/// what is left; so is the only one, if the tile is larger than the matrix. No entry is left out, none comes
/// in twice, and nothing outside of the matrices is read or written.
///
/// **Misses.** As in 220_loop_order, your code is measured with a simulated cache: Z words (doubles) in lines
/// of L words, LRU. Variables on the stack count as registers, and there may be about as many as the cache
/// has words; memory that you allocate is counted. Take tiles of \f$b \times b\f$, where rows of tiles begin
/// and end at the borders of lines. While one product of tiles runs, it touches no more than \f$3b^2/L\f$
/// lines. If \f$3b^2 \le Z\f$ the cache holds them all, and each is fetched once at most, in whatever order
/// the product uses them. There are \f$(n/b)^3\f$ products of tiles, hence
/// \f[ \left( \frac{n}{b} \right)^3 \cdot \frac{3b^2}{L} = 3n^3 / (Lb) \f]
/// misses at most: the larger the tile, the fewer, until three of them do not fit any more. You may spend
/// \f$7n^2/L\f$ on top: \f$n^2/L\f$ for setting C to 0 and, if you like to copy A and B tile after tile to
/// memory of your own, \f$3n^2/L\f$ for each. With the largest b that is allowed, \f$b = \sqrt{Z/3}\f$, the
/// products of tiles have at most \f$3\sqrt{3}\, n^3 / (L\sqrt{Z})\f$ misses, and no order of the same
/// multiplications is better by more than a constant factor (Hong, Kung, I/O complexity, 1981).
///
/// **How often is a tile loaded?** One reads that tiling loads each tile once and uses it b times. It does
/// not: the tile \f$A_{IP}\f$ has a part in n/b products of tiles, one for each J, and so does every tile of
/// B and C. One of the three can stay while the next product begins; the others are gone before they are
/// needed again. So two of the three matrices are fetched n/b times, about \f$2n^3/b\f$ words in all.
///
/// **What it costs.** Exactly mnk multiplications, one for each term. One of the types that your function is
/// compiled for counts them.
///
/// @accuracy \f$|\hat{C} - C| \le \gamma_k |A||B|\f$ in every entry, with \f$\gamma_k = ku/(1-ku)\f$ and
/// \f$u = 2^{-24}\f$ for float, \f$u = 2^{-53}\f$ for double. Tiles change the order of the terms, and every
/// order achieves that, with fused multiply-adds or without (Higham, Accuracy and Stability of Numerical
/// Algorithms, section 3.5). Small integers come out exactly.

#include "matrix/counted.hpp"
#include "matrix/view.hpp"

/// How large the pieces are into which the indices of a product are cut.
/// @ingroup ex_gemm_blocked
struct Tile {
    i64 m; ///< of i: rows of A and C
    i64 n; ///< of j: columns of B and C
    i64 k; ///< of p: columns of A, rows of B
};

/// C = AB, tile by tile.
/// @ingroup ex_gemm_blocked
/// @tparam T    float, double or Counted<double>
/// @param A     m × k
/// @param B     k × n
/// @param C     m × n; overwritten, and what was in it is not read
/// @param tile  the size of the tiles; they may be larger than the matrices, however large
/// @throws std::invalid_argument if the shapes do not fit together, or if tile.m, tile.n or tile.k is less
///   than 1
template<class T> void gemm_blocked(CView<T> A, CView<T> B, View<T> C, Tile tile);
