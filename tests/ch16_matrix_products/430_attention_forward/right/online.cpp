// One pass over the keys. The average so far is kept up to date: where a larger score turns up, what was
// added before is rescaled. Weights are computed once more, and only if they are wanted.

#include "attention_forward.hpp"

#include <cmath>
#include <limits>
#include <stdexcept>

template<class T> T score(CView<T> Q, CView<T> K, i64 i, i64 j) {
    T sum = 0;
    for (i64 k = Q.cols - 1; k >= 0; --k) sum = std::fma(Q(i, k), K(j, k), sum);
    return sum * (1 / std::sqrt(static_cast<T>(Q.cols)));
}

template<class T>
void attention(CView<T> Q, CView<T> K, CView<T> V, bool causal, const Mask* mask, View<T> O, View<T>* P) {
    if (Q.cols != K.cols || K.rows != V.rows) throw std::invalid_argument("Q, K, V");
    if (O.rows != Q.rows || O.cols != V.cols) throw std::invalid_argument("O");
    if (P && (P->rows != Q.rows || P->cols != K.rows)) throw std::invalid_argument("P");
    if (K.rows == 0 || K.cols == 0) throw std::invalid_argument("nothing to compare with");
    if (causal && K.rows < Q.rows) throw std::invalid_argument("a query before the first key");
    const auto forbidden = [&](i64 i, i64 j) {
        return (causal && j > i + K.rows - Q.rows) || (mask && !mask->p[i * mask->ld + j]);
    };
    for (i64 i = 0; i < Q.rows; ++i) {
        T largest = -std::numeric_limits<T>::infinity(), sum = 0;
        for (i64 c = 0; c < V.cols; ++c) O(i, c) = 0;
        for (i64 j = 0; j < K.rows; ++j) {
            if (forbidden(i, j)) continue;
            const T s = score(Q, K, i, j), top = s > largest ? s : largest;
            const T old = sum * std::exp(largest - top), fresh = std::exp(s - top);
            sum = old + fresh;
            for (i64 c = 0; c < V.cols; ++c) O(i, c) = O(i, c) * (old / sum) + V(j, c) * (fresh / sum);
            largest = top;
        }
        if (sum == 0) throw std::invalid_argument("no key");
        for (i64 j = 0; P && j < K.rows; ++j)
            (*P)(i, j) = forbidden(i, j) ? 0 : std::exp(score(Q, K, i, j) - largest) / sum;
    }
}

template void attention(CView<float>, CView<float>, CView<float>, bool, const Mask*, View<float>,
                        View<float>*);
template void attention(CView<double>, CView<double>, CView<double>, bool, const Mask*, View<double>,
                        View<double>*);
