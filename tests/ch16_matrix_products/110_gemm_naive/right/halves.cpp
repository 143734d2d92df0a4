// The sum split into halves again and again: pairwise summation.

#include "gemm_naive.hpp"

#include <stdexcept>

template<class T, class Term> T sum_of(i64 first, i64 last, Term term) {
    if (first == last) return 0;
    if (first + 1 == last) return term(first);
    const i64 middle = first + (last - first) / 2;
    return sum_of<T>(first, middle, term) + sum_of<T>(middle, last, term);
}

template<class T> void gemm(bool ta, bool tb, T alpha, CView<T> A, CView<T> B, T beta, View<T> C) {
    const i64 k = alpha == T(0) ? 0 : ta ? A.rows : A.cols;
    if ((ta ? A.rows : A.cols) != (tb ? B.cols : B.rows) || C.rows != (ta ? A.cols : A.rows) ||
        C.cols != (tb ? B.rows : B.cols))
        throw std::invalid_argument("gemm");
    for (i64 j = 0; j < C.cols; ++j)
        for (i64 i = 0; i < C.rows; ++i) {
            const T sum = sum_of<T>(0, k, [&](i64 p) {
                return (ta ? A.p[p * A.ld + i] : A.p[i * A.ld + p]) *
                       (tb ? B.p[j * B.ld + p] : B.p[p * B.ld + j]);
            });
            C(i, j) = beta == T(0) ? alpha * sum : beta * C(i, j) + alpha * sum;
        }
}

template void gemm(bool, bool, float, CView<float>, CView<float>, float, View<float>);
template void gemm(bool, bool, double, CView<double>, CView<double>, double, View<double>);
template void gemm(bool, bool, Counted<double>, CView<Counted<double>>, CView<Counted<double>>,
                   Counted<double>, View<Counted<double>>);
