// @diagnosis ignores_tile
// i, p, j without tiles

#include "gemm_blocked.hpp"

#include <stdexcept>

template<class T> void gemm_blocked(CView<T> A, CView<T> B, View<T> C, Tile tile) {
    if (A.cols != B.rows || C.rows != A.rows || C.cols != B.cols)
        throw std::invalid_argument("gemm_blocked: A, B and C do not fit together");
    if (tile.m < 1 || tile.n < 1 || tile.k < 1)
        throw std::invalid_argument("gemm_blocked: a tile is at least 1 x 1 x 1");

    for (i64 i = 0; i < C.rows; ++i)
        for (i64 j = 0; j < C.cols; ++j) C(i, j) = 0;
    for (i64 i = 0; i < C.rows; ++i)
        for (i64 p = 0; p < A.cols; ++p)
            for (i64 j = 0; j < C.cols; ++j) C(i, j) += A(i, p) * B(p, j);
}

template void gemm_blocked(CView<float>, CView<float>, View<float>, Tile);
template void gemm_blocked(CView<double>, CView<double>, View<double>, Tile);
template void gemm_blocked(CView<Counted<double>>, CView<Counted<double>>, View<Counted<double>>, Tile);
