// @diagnosis beta_ignored
// C overwritten, whatever beta is

#include "gemm_naive.hpp"

#include <stdexcept>

template<class T> void gemm(bool ta, bool tb, T alpha, CView<T> A, CView<T> B, T, View<T> C) {
    const i64 m = ta ? A.cols : A.rows, k = ta ? A.rows : A.cols;
    const i64 rows_of_B = tb ? B.cols : B.rows, n = tb ? B.rows : B.cols;
    if (rows_of_B != k || C.rows != m || C.cols != n)
        throw std::invalid_argument("gemm: op(A), op(B) and C do not fit together");

    for (i64 i = 0; i < m; ++i)
        for (i64 j = 0; j < n; ++j) {
            T sum = 0;
            if (alpha != T(0))
                for (i64 p = 0; p < k; ++p) sum += (ta ? A(p, i) : A(i, p)) * (tb ? B(j, p) : B(p, j));
            C(i, j) = alpha * sum;
        }
}

template void gemm(bool, bool, float, CView<float>, CView<float>, float, View<float>);
template void gemm(bool, bool, double, CView<double>, CView<double>, double, View<double>);
template void gemm(bool, bool, Counted<double>, CView<Counted<double>>, CView<Counted<double>>,
                   Counted<double>, View<Counted<double>>);
