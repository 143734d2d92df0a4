// Rows of C from the last to the first, sums with Kahan's compensation.

#include "gemm_naive.hpp"

#include <stdexcept>

template<class T> void gemm(bool ta, bool tb, T alpha, CView<T> A, CView<T> B, T beta, View<T> C) {
    const i64 k = ta ? A.rows : A.cols;
    if (k != (tb ? B.cols : B.rows) || C.rows != (ta ? A.cols : A.rows) || C.cols != (tb ? B.rows : B.cols))
        throw std::invalid_argument("shapes");
    for (i64 i = C.rows - 1; i >= 0; --i)
        for (i64 j = 0; j < C.cols; ++j) {
            T sum = 0, lost = 0;
            for (i64 p = 0; p < k && alpha != T(0); ++p) {
                const T term = (ta ? A(p, i) : A(i, p)) * (tb ? B(j, p) : B(p, j)) - lost;
                const T next = sum + term;
                lost = (next - sum) - term;
                sum = next;
            }
            if (beta == T(0))
                C(i, j) = alpha * sum;
            else
                C(i, j) = alpha * sum + beta * C(i, j);
        }
}

template void gemm(bool, bool, float, CView<float>, CView<float>, float, View<float>);
template void gemm(bool, bool, double, CView<double>, CView<double>, double, View<double>);
template void gemm(bool, bool, Counted<double>, CView<Counted<double>>, CView<Counted<double>>,
                   Counted<double>, View<Counted<double>>);
