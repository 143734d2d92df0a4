// @diagnosis zero_times_nan
// values of forbidden keys multiplied by a weight of 0

#include "attention_forward.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <vector>

template<class T>
void attention(CView<T> Q, CView<T> K, CView<T> V, bool causal, const Mask* mask, View<T> O, View<T>* P) {
    const i64 queries = Q.rows, keys = K.rows, d = Q.cols, ahead = keys - queries;
    if (K.cols != d || V.rows != keys || O.rows != queries || O.cols != V.cols ||
        (P && (P->rows != queries || P->cols != keys)))
        throw std::invalid_argument("attention: shapes do not fit together");
    if (keys == 0 || d == 0 || (causal && ahead < 0))
        throw std::invalid_argument("attention: no keys, empty keys, or fewer keys than queries");

    struct Seen {
        i64 key;
        T weight; // its score, at first
    };
    std::vector<Seen> seen;
    for (i64 i = 0; i < queries; ++i) {
        seen.clear();
        T largest = -std::numeric_limits<T>::infinity(), sum = 0;
        for (i64 j = 0; j < (causal ? i + ahead + 1 : keys); ++j) {
            if (mask && mask->p[i * mask->ld + j] == 0) continue;
            T dot = 0;
            for (i64 k = 0; k < d; ++k) dot += Q(i, k) * K(j, k);
            seen.push_back({j, dot / std::sqrt(T(d))});
            largest = std::max(largest, seen.back().weight);
        }
        if (seen.empty()) throw std::invalid_argument("attention: a query sees no key");
        for (Seen& s : seen) sum += s.weight = std::exp(s.weight - largest);

        for (i64 c = 0; c < O.cols; ++c) O(i, c) = 0;
        for (i64 j = 0; P && j < keys; ++j) (*P)(i, j) = 0;
        std::vector<T> weights(static_cast<std::size_t>(keys));
        for (const Seen& s : seen) {
            weights[static_cast<std::size_t>(s.key)] = s.weight / sum;
            if (P) (*P)(i, s.key) = s.weight / sum;
        }
        for (i64 j = 0; j < keys; ++j)
            for (i64 c = 0; c < O.cols; ++c) O(i, c) += weights[static_cast<std::size_t>(j)] * V(j, c);
    }
}

template void attention(CView<float>, CView<float>, CView<float>, bool, const Mask*, View<float>,
                        View<float>*);
template void attention(CView<double>, CView<double>, CView<double>, bool, const Mask*, View<double>,
                        View<double>*);
