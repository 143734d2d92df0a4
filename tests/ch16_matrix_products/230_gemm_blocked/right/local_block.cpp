// a tile product as sums in a local array, 4 x 4 of them at a time

#include "gemm_blocked.hpp"

#include <algorithm>
#include <stdexcept>

template<class T> void gemm_blocked(CView<T> A, CView<T> B, View<T> C, Tile tile) {
    if (A.cols != B.rows || C.rows != A.rows || C.cols != B.cols)
        throw std::invalid_argument("gemm_blocked: A, B and C do not fit together");
    if (tile.m < 1 || tile.n < 1 || tile.k < 1)
        throw std::invalid_argument("gemm_blocked: a tile is at least 1 x 1 x 1");

    for (i64 i = 0; i < C.rows; ++i) std::fill_n(C.p + i * C.ld, C.cols, T(0));
    for (i64 i0 = 0; i0 < C.rows; i0 += tile.m)
        for (i64 p0 = 0; p0 < A.cols; p0 += tile.k)
            for (i64 j0 = 0; j0 < C.cols; j0 += tile.n)
                for (i64 i1 = i0; i1 < std::min(i0 + tile.m, C.rows); i1 += 4)
                    for (i64 j1 = j0; j1 < std::min(j0 + tile.n, C.cols); j1 += 4) {
                        const i64 m = std::min({i1 + 4, i0 + tile.m, C.rows}) - i1;
                        const i64 n = std::min({j1 + 4, j0 + tile.n, C.cols}) - j1;
                        T sum[4][4] = {};
                        for (i64 p = p0; p < std::min(p0 + tile.k, A.cols); ++p)
                            for (i64 i = 0; i < m; ++i)
                                for (i64 j = 0; j < n; ++j) sum[i][j] += A(i1 + i, p) * B(p, j1 + j);
                        for (i64 i = 0; i < m; ++i)
                            for (i64 j = 0; j < n; ++j) C(i1 + i, j1 + j) += sum[i][j];
                    }
}

template void gemm_blocked(CView<float>, CView<float>, View<float>, Tile);
template void gemm_blocked(CView<double>, CView<double>, View<double>, Tile);
template void gemm_blocked(CView<Counted<double>>, CView<Counted<double>>, View<Counted<double>>, Tile);
