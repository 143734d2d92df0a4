// tiles of A and of B copied to memory of their own with std::copy, that of B transposed

#include "gemm_blocked.hpp"

#include <algorithm>
#include <stdexcept>
#include <vector>

template<class T> void gemm_blocked(CView<T> A, CView<T> B, View<T> C, Tile tile) {
    if (A.cols != B.rows || C.rows != A.rows || C.cols != B.cols)
        throw std::invalid_argument("gemm_blocked: A, B and C do not fit together");
    if (tile.m < 1 || tile.n < 1 || tile.k < 1)
        throw std::invalid_argument("gemm_blocked: a tile is at least 1 x 1 x 1");

    for (i64 i = 0; i < C.rows; ++i)
        for (i64 j = 0; j < C.cols; ++j) C(i, j) = 0;
    const i64 depth = std::min(tile.k, A.cols);
    std::vector<T> a(static_cast<std::size_t>(std::min(tile.m, A.rows) * depth));
    std::vector<T> b(static_cast<std::size_t>(std::min(tile.n, B.cols) * depth));
    for (i64 j0 = 0; j0 < C.cols; j0 += tile.n)
        for (i64 p0 = 0; p0 < A.cols; p0 += tile.k) {
            const i64 n = std::min(tile.n, C.cols - j0), k = std::min(tile.k, A.cols - p0);
            for (i64 p = 0; p < k; ++p)
                for (i64 j = 0; j < n; ++j) b[static_cast<std::size_t>(j * k + p)] = B(p0 + p, j0 + j);
            for (i64 i0 = 0; i0 < C.rows; i0 += tile.m) {
                const i64 m = std::min(tile.m, C.rows - i0);
                for (i64 i = 0; i < m; ++i) {
                    const T* row = A.p + (i0 + i) * A.ld + p0;
                    std::copy(row, row + k, a.begin() + i * k);
                }
                for (i64 i = 0; i < m; ++i)
                    for (i64 j = 0; j < n; ++j) {
                        T sum = 0;
                        for (i64 p = 0; p < k; ++p)
                            sum += a[static_cast<std::size_t>(i * k + p)] *
                                   b[static_cast<std::size_t>(j * k + p)];
                        C(i0 + i, j0 + j) += sum;
                    }
            }
        }
}

template void gemm_blocked(CView<float>, CView<float>, View<float>, Tile);
template void gemm_blocked(CView<double>, CView<double>, View<double>, Tile);
template void gemm_blocked(CView<Counted<double>>, CView<Counted<double>>, View<Counted<double>>, Tile);
