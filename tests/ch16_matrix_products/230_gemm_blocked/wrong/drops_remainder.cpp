// @diagnosis drops_remainder
// whole tiles only

#include "gemm_blocked.hpp"

#include <stdexcept>

template<class T> void gemm_blocked(CView<T> A, CView<T> B, View<T> C, Tile tile) {
    if (A.cols != B.rows || C.rows != A.rows || C.cols != B.cols)
        throw std::invalid_argument("gemm_blocked: A, B and C do not fit together");
    if (tile.m < 1 || tile.n < 1 || tile.k < 1)
        throw std::invalid_argument("gemm_blocked: a tile is at least 1 x 1 x 1");

    for (i64 i = 0; i < C.rows; ++i)
        for (i64 j = 0; j < C.cols; ++j) C(i, j) = 0;
    for (i64 i0 = 0; i0 + tile.m <= C.rows; i0 += tile.m)
        for (i64 j0 = 0; j0 + tile.n <= C.cols; j0 += tile.n)
            for (i64 p0 = 0; p0 + tile.k <= A.cols; p0 += tile.k)
                for (i64 i = i0; i < i0 + tile.m; ++i)
                    for (i64 p = p0; p < p0 + tile.k; ++p)
                        for (i64 j = j0; j < j0 + tile.n; ++j) C(i, j) += A(i, p) * B(p, j);
}

template void gemm_blocked(CView<float>, CView<float>, View<float>, Tile);
template void gemm_blocked(CView<double>, CView<double>, View<double>, Tile);
template void gemm_blocked(CView<Counted<double>>, CView<Counted<double>>, View<Counted<double>>, Tile);
