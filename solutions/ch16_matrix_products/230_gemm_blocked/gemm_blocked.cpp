#include "gemm_blocked.hpp"

#include <algorithm>
#include <stdexcept>

namespace {

/// The tile of M that begins at (i, j). At the edge it is as large as what is left.
template<class V> V tile_at(V M, i64 i, i64 j, i64 rows, i64 cols) {
    return {M.p + i * M.ld + j, std::min(rows, M.rows - i), std::min(cols, M.cols - j), M.ld};
}

/// C += AB, where the three fit into the cache together.
template<class T> void add_product(CView<T> A, CView<T> B, View<T> C) {
    for (i64 i = 0; i < C.rows; ++i)
        for (i64 p = 0; p < A.cols; ++p)
            for (i64 j = 0; j < C.cols; ++j) C(i, j) += A(i, p) * B(p, j);
}

} // namespace

template<class T> void gemm_blocked(CView<T> A, CView<T> B, View<T> C, Tile tile) {
    if (A.cols != B.rows || C.rows != A.rows || C.cols != B.cols)
        throw std::invalid_argument("gemm_blocked: A, B and C do not fit together");
    if (tile.m < 1 || tile.n < 1 || tile.k < 1)
        throw std::invalid_argument("gemm_blocked: a tile is at least 1 x 1 x 1");

    for (i64 i = 0; i < C.rows; i += tile.m)
        for (i64 j = 0; j < C.cols; j += tile.n) {
            const View<T> c = tile_at(C, i, j, tile.m, tile.n); // stays in the cache until it is finished
            for (i64 r = 0; r < c.rows; ++r) std::fill_n(c.p + r * c.ld, c.cols, T(0));
            for (i64 p = 0; p < A.cols; p += tile.k)
                add_product(tile_at(A, i, p, tile.m, tile.k), tile_at(B, p, j, tile.k, tile.n), c);
        }
}

template void gemm_blocked(CView<float>, CView<float>, View<float>, Tile);
template void gemm_blocked(CView<double>, CView<double>, View<double>, Tile);
template void gemm_blocked(CView<Counted<double>>, CView<Counted<double>>, View<Counted<double>>, Tile);
