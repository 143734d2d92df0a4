// @diagnosis late_mask
// weights of forbidden keys set to 0 when the sum is taken

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

    const auto sees = [&](i64 i, i64 j) {
        return (!causal || j <= i + ahead) && (!mask || mask->p[i * mask->ld + j] != 0);
    };
    for (i64 i = 0; i < queries; ++i) {
        bool any = false;
        for (i64 j = 0; j < keys; ++j) any = any || sees(i, j);
        if (!any) throw std::invalid_argument("attention: a query sees no key");
    }
    const auto score = [&](i64 i, i64 j) {
        T dot = 0;
        for (i64 k = 0; k < d; ++k) dot += Q(i, k) * K(j, k);
        return dot / std::sqrt(T(d));
    };

    std::vector<T> weights(static_cast<std::size_t>(queries * keys));
    for (i64 i = 0; i < queries; ++i) {
        T* row = weights.data() + i * keys;
        T largest = -std::numeric_limits<T>::infinity(), sum = 0;
        for (i64 j = 0; j < keys; ++j) largest = std::max(largest, row[j] = score(i, j));
        for (i64 j = 0; j < keys; ++j) sum += row[j] = std::exp(row[j] - largest);
        for (i64 j = 0; j < keys; ++j) row[j] = sees(i, j) ? row[j] / sum : T(0);
    }
    for (i64 i = 0; i < queries; ++i) {
        for (i64 c = 0; c < O.cols; ++c) O(i, c) = 0;
        for (i64 j = 0; j < keys; ++j) {
            const T weight = weights[static_cast<std::size_t>(i * keys + j)];
            if (P) (*P)(i, j) = weight;
            if (!sees(i, j)) continue;
            for (i64 c = 0; c < O.cols; ++c) O(i, c) += weight * V(j, c);
        }
    }
}

template void attention(CView<float>, CView<float>, CView<float>, bool, const Mask*, View<float>,
                        View<float>*);
template void attention(CView<double>, CView<double>, CView<double>, bool, const Mask*, View<double>,
                        View<double>*);
