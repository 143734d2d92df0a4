// A and B copied as a whole beforehand, tile after tile

#include "gemm_blocked.hpp"

#include <algorithm>
#include <stdexcept>
#include <vector>

namespace {

/// The tiles of M, row by row of tiles, without room between them.
template<class T> std::vector<T> tile_after_tile(CView<T> M, i64 rows, i64 cols) {
    std::vector<T> result(static_cast<std::size_t>(M.rows * M.cols));
    auto to = result.begin();
    for (i64 i0 = 0; i0 < M.rows; i0 += std::min(rows, M.rows - i0))
        for (i64 j0 = 0; j0 < M.cols; j0 += std::min(cols, M.cols - j0))
            for (i64 i = i0; i < std::min(i0 + rows, M.rows); ++i) {
                const T* row = M.p + i * M.ld;
                to = std::copy(row + j0, row + std::min(j0 + cols, M.cols), to);
            }
    return result;
}

} // namespace

template<class T> void gemm_blocked(CView<T> A, CView<T> B, View<T> C, Tile tile) {
    if (A.cols != B.rows || C.rows != A.rows || C.cols != B.cols)
        throw std::invalid_argument("gemm_blocked: A, B and C do not fit together");
    if (tile.m < 1 || tile.n < 1 || tile.k < 1)
        throw std::invalid_argument("gemm_blocked: a tile is at least 1 x 1 x 1");

    const std::vector<T> a = tile_after_tile(A, tile.m, tile.k), b = tile_after_tile(B, tile.k, tile.n);
    for (i64 i0 = 0; i0 < C.rows; i0 += std::min(tile.m, C.rows - i0))
        for (i64 j0 = 0; j0 < C.cols; j0 += std::min(tile.n, C.cols - j0)) {
            const i64 m = std::min(tile.m, C.rows - i0), n = std::min(tile.n, C.cols - j0);
            for (i64 i = 0; i < m; ++i)
                for (i64 j = 0; j < n; ++j) C(i0 + i, j0 + j) = 0;
            for (i64 p0 = 0; p0 < A.cols; p0 += std::min(tile.k, A.cols - p0)) {
                const i64 k = std::min(tile.k, A.cols - p0);
                const T* first_a = a.data() + i0 * A.cols + m * p0;
                const T* first_b = b.data() + p0 * B.cols + k * j0;
                for (i64 i = 0; i < m; ++i)
                    for (i64 p = 0; p < k; ++p)
                        for (i64 j = 0; j < n; ++j)
                            C(i0 + i, j0 + j) += first_a[i * k + p] * first_b[p * n + j];
            }
        }
}

template void gemm_blocked(CView<float>, CView<float>, View<float>, Tile);
template void gemm_blocked(CView<double>, CView<double>, View<double>, Tile);
template void gemm_blocked(CView<Counted<double>>, CView<Counted<double>>, View<Counted<double>>, Tile);
