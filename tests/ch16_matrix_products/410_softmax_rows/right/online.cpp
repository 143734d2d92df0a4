// One pass for the largest entry and the sum: where a larger entry turns up, what was added so far is
// rescaled.

#include "softmax_rows.hpp"

#include <cmath>
#include <limits>
#include <stdexcept>

template<class T> struct Running {
    T largest = -std::numeric_limits<T>::infinity(), sum = 0;

    void take(T x) {
        if (x == -std::numeric_limits<T>::infinity()) return;
        if (x > largest) {
            sum = sum * std::exp(largest - x) + 1;
            largest = x;
        } else {
            sum += std::isinf(largest) ? x : std::exp(x - largest); // only NaN meets no largest entry yet
        }
    }
};

template<class T> void softmax_rows(CView<T> X, View<T> Y) {
    if (X.rows != Y.rows) throw std::invalid_argument("rows");
    if (X.cols != Y.cols) throw std::invalid_argument("columns");
    if (X.cols == 0) throw std::invalid_argument("no columns");
    for (i64 i = 0; i < X.rows; ++i) {
        Running<T> row;
        for (i64 j = X.cols - 1; j >= 0; --j) row.take(X(i, j));
        if (row.sum == 0) throw std::invalid_argument("nothing but -inf");
        const T factor = 1 / row.sum;
        for (i64 j = 0; j < X.cols; ++j) Y(i, j) = std::exp(X(i, j) - row.largest) * factor;
    }
}

template<class T> T logsumexp(std::span<const T> x) {
    Running<T> all;
    for (const T value : x) all.take(value);
    return all.largest + std::log(all.sum);
}

template void softmax_rows(CView<float>, View<float>);
template void softmax_rows(CView<double>, View<double>);
template float logsumexp(std::span<const float>);
template double logsumexp(std::span<const double>);
