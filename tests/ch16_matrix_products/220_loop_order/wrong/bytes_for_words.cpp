// @diagnosis bytes_for_words
#include "loop_order.hpp"

#include <algorithm>
#include <stdexcept>

template<class T> void gemm_ikj(CView<T> A, CView<T> B, View<T> C) {
    if (A.cols != B.rows || C.rows != A.rows || C.cols != B.cols)
        throw std::invalid_argument("gemm_ikj: A, B and C do not fit together");
    for (i64 i = 0; i < C.rows; ++i) {
        for (i64 j = 0; j < C.cols; ++j) C(i, j) = 0;
        for (i64 p = 0; p < A.cols; ++p) {
            const T a = A(i, p); // stands still while the rows of B and C pass
            for (i64 j = 0; j < C.cols; ++j) C(i, j) += a * B(p, j);
        }
    }
}

template<class T> void col_sums(CView<T> A, std::span<T> s) {
    if (static_cast<i64>(s.size()) != A.cols)
        throw std::invalid_argument("col_sums: s has a sum for each column");
    std::fill(s.begin(), s.end(), T(0));
    for (i64 i = 0; i < A.rows; ++i) // all sums grow together: s stays in the cache
        for (i64 j = 0; j < A.cols; ++j) s[static_cast<std::size_t>(j)] += A(i, j);
}

i64 sweep_misses(i64 n, i64 stride, i64 L, i64 Z, i64 passes) {
    if (n < 1 || stride < 1 || L < 1 || passes < 1 || Z < L)
        throw std::invalid_argument("sweep_misses: n, stride, L, passes >= 1 and Z >= L");
    const i64 bytes = stride * 8;
    const i64 lines = bytes >= L ? n : (n - 1) * bytes / L + 1;
    // LRU drops exactly the line that a cyclic sweep needs next: all stay, or none.
    return lines <= Z / L ? lines : lines * passes;
}

template void gemm_ikj(CView<float>, CView<float>, View<float>);
template void gemm_ikj(CView<double>, CView<double>, View<double>);
template void col_sums(CView<float>, std::span<float>);
template void col_sums(CView<double>, std::span<double>);
