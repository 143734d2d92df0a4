// beta first; then outer products, with p outermost and from the end, and fused multiply-adds.

#include "gemm_naive.hpp"

#include <cmath>
#include <stdexcept>

template<class T> void gemm(bool ta, bool tb, T alpha, CView<T> A, CView<T> B, T beta, View<T> C) {
    using std::fma;
    const i64 k = ta ? A.rows : A.cols;
    if (C.rows != (ta ? A.cols : A.rows)) throw std::invalid_argument("rows of C");
    if (C.cols != (tb ? B.rows : B.cols)) throw std::invalid_argument("columns of C");
    if (k != (tb ? B.cols : B.rows)) throw std::invalid_argument("inner dimensions");
    for (i64 i = 0; i < C.rows; ++i)
        for (i64 j = 0; j < C.cols; ++j)
            if (beta == T(0))
                C(i, j) = 0;
            else
                C(i, j) *= beta;
    if (alpha == T(0)) return;
    for (i64 p = k; p-- > 0;)
        for (i64 j = 0; j < C.cols; ++j) {
            const T b = alpha * (tb ? B(j, p) : B(p, j));
            for (i64 i = 0; i < C.rows; ++i) C(i, j) = fma(ta ? A(p, i) : A(i, p), b, C(i, j));
        }
}

template void gemm(bool, bool, float, CView<float>, CView<float>, float, View<float>);
template void gemm(bool, bool, double, CView<double>, CView<double>, double, View<double>);
template void gemm(bool, bool, Counted<double>, CView<Counted<double>>, CView<Counted<double>>,
                   Counted<double>, View<Counted<double>>);
