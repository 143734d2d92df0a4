// op(A) and op(B) copied to contiguous memory first; then rows of B are added up, in the order i, p, j, with
// alpha in every term.

#include "gemm_naive.hpp"

#include <stdexcept>
#include <vector>

template<class T> std::vector<T> packed(bool transposed, CView<T> M) {
    std::vector<T> result;
    for (i64 i = 0; i < (transposed ? M.cols : M.rows); ++i)
        for (i64 j = 0; j < (transposed ? M.rows : M.cols); ++j)
            result.push_back(transposed ? M.p[j * M.ld + i] : M.p[i * M.ld + j]);
    return result;
}

template<class T> void gemm(bool ta, bool tb, T alpha, CView<T> A, CView<T> B, T beta, View<T> C) {
    const i64 m = ta ? A.cols : A.rows, n = tb ? B.rows : B.cols, k = ta ? A.rows : A.cols;
    if (m != C.rows || n != C.cols || k != (tb ? B.cols : B.rows)) throw std::invalid_argument("m, n, k");
    std::vector<T> a, b;
    if (alpha != T(0)) a = packed(ta, A), b = packed(tb, B);
    for (i64 i = 0; i < m; ++i) {
        std::vector<T> row(static_cast<std::size_t>(n));
        if (alpha != T(0))
            for (i64 p = 0; p < k; ++p)
                for (i64 j = 0; j < n; ++j)
                    row[static_cast<std::size_t>(j)] += alpha * a[static_cast<std::size_t>(i * k + p)] *
                                                        b[static_cast<std::size_t>(p * n + j)];
        for (i64 j = 0; j < n; ++j) {
            T& c = C.p[i * C.ld + j];
            c = beta == T(0) ? row[static_cast<std::size_t>(j)] : row[static_cast<std::size_t>(j)] + beta * c;
        }
    }
}

template void gemm(bool, bool, float, CView<float>, CView<float>, float, View<float>);
template void gemm(bool, bool, double, CView<double>, CView<double>, double, View<double>);
template void gemm(bool, bool, Counted<double>, CView<Counted<double>>, CView<Counted<double>>,
                   Counted<double>, View<Counted<double>>);
