// Matrix by matrix: Q scaled, all scores, -inf where a key is forbidden, the softmax of each row, and at last
// the product with V, which leaves out weights of 0.

#include "attention_forward.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <vector>

template<class T>
void attention(CView<T> Q, CView<T> K, CView<T> V, bool causal, const Mask* mask, View<T> O, View<T>* P) {
    const i64 m = Q.rows, n = K.rows, d = K.cols;
    if (Q.cols != d || V.rows != n || O.rows != m || O.cols != V.cols) throw std::invalid_argument("shapes");
    if (P && (P->rows != m || P->cols != n)) throw std::invalid_argument("shape of P");
    if (n < 1 || d < 1 || (causal && n < m)) throw std::invalid_argument("sizes");

    std::vector<T> scaled, S(static_cast<std::size_t>(m * n), -std::numeric_limits<T>::infinity());
    for (i64 i = 0; i < m; ++i)
        for (i64 k = 0; k < d; ++k) scaled.push_back(Q(i, k) / std::sqrt(static_cast<T>(d)));
    for (i64 i = 0; i < m; ++i)
        for (i64 j = 0; j < n; ++j) {
            if (causal && j - i > n - m) continue;
            if (mask && mask->p[i * mask->ld + j] == 0) continue;
            T sum = 0;
            for (i64 k = 0; k < d; ++k) sum += scaled[static_cast<std::size_t>(i * d + k)] * K(j, k);
            S[static_cast<std::size_t>(i * n + j)] = sum;
        }
    for (i64 i = 0; i < m; ++i) {
        const auto row = S.begin() + i * n;
        const T largest = *std::max_element(row, row + n);
        if (largest == -std::numeric_limits<T>::infinity()) throw std::invalid_argument("an empty row");
        T sum = 0;
        for (i64 j = 0; j < n; ++j) sum += row[j] = std::exp(row[j] - largest);
        for (i64 j = 0; j < n; ++j) row[j] *= 1 / sum;
        if (P) std::copy(row, row + n, P->p + i * P->ld);
        for (i64 c = 0; c < V.cols; ++c) {
            T average = 0;
            for (i64 j = n - 1; j >= 0; --j)
                if (row[j] != 0) average += row[j] * V(j, c);
            O(i, c) = average;
        }
    }
}

template void attention(CView<float>, CView<float>, CView<float>, bool, const Mask*, View<float>,
                        View<float>*);
template void attention(CView<double>, CView<double>, CView<double>, bool, const Mask*, View<double>,
                        View<double>*);
