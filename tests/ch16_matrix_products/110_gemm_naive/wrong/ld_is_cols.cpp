// @diagnosis ld_is_cols
// rows taken to follow each other without room

#include "gemm_naive.hpp"

#include <stdexcept>

template<class T> void gemm(bool ta, bool tb, T alpha, CView<T> A, CView<T> B, T beta, View<T> C) {
    const i64 m = ta ? A.cols : A.rows, k = ta ? A.rows : A.cols;
    const i64 rows_of_B = tb ? B.cols : B.rows, n = tb ? B.rows : B.cols;
    if (rows_of_B != k || C.rows != m || C.cols != n)
        throw std::invalid_argument("gemm: op(A), op(B) and C do not fit together");

    for (i64 i = 0; i < m; ++i)
        for (i64 j = 0; j < n; ++j) {
            T sum = 0;
            if (alpha != T(0))
                for (i64 p = 0; p < k; ++p)
                    sum +=
                        A.p[ta ? p * A.cols + i : i * A.cols + p] * B.p[tb ? j * B.cols + p : p * B.cols + j];
            T& c = C.p[i * C.cols + j];
            c = alpha * sum + (beta == T(0) ? T(0) : beta * c);
        }
}

template void gemm(bool, bool, float, CView<float>, CView<float>, float, View<float>);
template void gemm(bool, bool, double, CView<double>, CView<double>, double, View<double>);
template void gemm(bool, bool, Counted<double>, CView<Counted<double>>, CView<Counted<double>>,
                   Counted<double>, View<Counted<double>>);
