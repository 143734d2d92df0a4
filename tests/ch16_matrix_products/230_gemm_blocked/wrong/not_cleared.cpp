// @diagnosis not_cleared
// AB added to what was in C

#include "gemm_blocked.hpp"

#include <algorithm>
#include <stdexcept>

template<class T> void gemm_blocked(CView<T> A, CView<T> B, View<T> C, Tile tile) {
    if (A.cols != B.rows || C.rows != A.rows || C.cols != B.cols)
        throw std::invalid_argument("gemm_blocked: A, B and C do not fit together");
    if (tile.m < 1 || tile.n < 1 || tile.k < 1)
        throw std::invalid_argument("gemm_blocked: a tile is at least 1 x 1 x 1");

    for (i64 i0 = 0; i0 < C.rows; i0 += tile.m)
        for (i64 j0 = 0; j0 < C.cols; j0 += tile.n)
            for (i64 p0 = 0; p0 < A.cols; p0 += tile.k)
                for (i64 i = i0; i < std::min(i0 + tile.m, C.rows); ++i)
                    for (i64 p = p0; p < std::min(p0 + tile.k, A.cols); ++p)
                        for (i64 j = j0; j < std::min(j0 + tile.n, C.cols); ++j) C(i, j) += A(i, p) * B(p, j);
}

template void gemm_blocked(CView<float>, CView<float>, View<float>, Tile);
template void gemm_blocked(CView<double>, CView<double>, View<double>, Tile);
template void gemm_blocked(CView<Counted<double>>, CView<Counted<double>>, View<Counted<double>>, Tile);
