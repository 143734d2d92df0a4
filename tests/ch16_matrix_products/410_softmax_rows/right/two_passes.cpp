// Two passes, on a sorted copy: the last entry is the largest, and small terms are added first. Then every
// exponential is computed once more.

#include "softmax_rows.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <vector>

template<class T> T sum_of(std::vector<T> x, T largest) {
    std::sort(x.begin(), x.end());
    T sum = 0;
    for (const T value : x) sum += std::exp(value - largest);
    return sum;
}

template<class T> void softmax_rows(CView<T> X, View<T> Y) {
    if (X.rows != Y.rows || X.cols != Y.cols || X.cols == 0) throw std::invalid_argument("shape");
    for (i64 i = 0; i < X.rows; ++i) {
        const std::vector<T> row(X.p + i * X.ld, X.p + i * X.ld + X.cols);
        bool nan = false;
        for (const T value : row) nan = nan || value != value;
        const T largest = *std::max_element(row.begin(), row.end());
        if (!nan && std::isinf(largest)) throw std::invalid_argument("nothing but -inf");
        const T sum = nan ? std::nan("") : sum_of(row, largest);
        for (i64 j = 0; j < X.cols; ++j)
            Y.p[i * Y.ld + j] = std::exp(row[static_cast<std::size_t>(j)] - largest) / sum;
    }
}

template<class T> T logsumexp(std::span<const T> x) {
    const auto top = std::max_element(x.begin(), x.end());
    if (top == x.end() || std::isinf(*top)) return -HUGE_VAL;
    T rest = 0; // all terms but that of the largest entry, which is 1
    for (auto at = x.begin(); at != x.end(); ++at)
        if (at != top) rest += std::exp(*at - *top);
    return *top + std::log1p(rest);
}

template void softmax_rows(CView<float>, View<float>);
template void softmax_rows(CView<double>, View<double>);
template float logsumexp(std::span<const float>);
template double logsumexp(std::span<const double>);
