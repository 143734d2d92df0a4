// The fourth root of d_k divides Q and K alike. Averages are divided after they were added up, and weights
// are e^(score - lse), from the logarithm that the backward pass of fast attention keeps.

#include "attention_forward.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <vector>

template<class T>
void attention(CView<T> Q, CView<T> K, CView<T> V, bool causal, const Mask* mask, View<T> O, View<T>* P) {
    const i64 m = Q.rows, n = K.rows, d = Q.cols;
    const bool fit = K.cols == d && V.rows == n && O.rows == m && O.cols == V.cols;
    if (!fit || (P && !(P->rows == m && P->cols == n))) throw std::invalid_argument("shapes");
    if (n == 0 || d == 0) throw std::invalid_argument("empty");
    if (causal && n < m) throw std::invalid_argument("causal");

    const T root = std::pow(static_cast<T>(d), static_cast<T>(-0.25));
    for (i64 i = m - 1; i >= 0; --i) {
        std::vector<i64> keys;
        std::vector<T> scores;
        for (i64 j = 0; j < n; ++j) {
            if ((mask && mask->p[i * mask->ld + j] == 0) || (causal && m - i > n - j)) continue;
            T sum = 0;
            for (i64 k = 0; k < d; ++k) sum += (Q(i, k) * root) * (K(j, k) * root);
            keys.push_back(j);
            scores.push_back(sum);
        }
        if (keys.empty()) throw std::invalid_argument("blind");

        const T largest = *std::max_element(scores.begin(), scores.end());
        std::vector<T> average(static_cast<std::size_t>(V.cols));
        T sum = 0;
        for (std::size_t s = 0; s < keys.size(); ++s) {
            const T term = std::exp(scores[s] - largest);
            sum += term;
            for (i64 c = 0; c < V.cols; ++c)
                average[static_cast<std::size_t>(c)] += term * V.p[keys[s] * V.ld + c];
        }
        for (i64 c = 0; c < V.cols; ++c) O(i, c) = average[static_cast<std::size_t>(c)] / sum;
        if (!P) continue;
        const T lse = largest + std::log(sum);
        std::fill_n(P->p + i * P->ld, n, T(0));
        for (std::size_t s = 0; s < keys.size(); ++s) (*P)(i, keys[s]) = std::exp(scores[s] - lse);
    }
}

template void attention(CView<float>, CView<float>, CView<float>, bool, const Mask*, View<float>,
                        View<float>*);
template void attention(CView<double>, CView<double>, CView<double>, bool, const Mask*, View<double>,
                        View<double>*);
