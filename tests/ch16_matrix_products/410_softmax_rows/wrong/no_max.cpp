// @diagnosis no_max
// the formula as it stands on paper

#include "softmax_rows.hpp"

#include <cmath>
#include <stdexcept>

template<class T> void softmax_rows(CView<T> X, View<T> Y) {
    if (X.rows != Y.rows || X.cols != Y.cols || X.cols == 0)
        throw std::invalid_argument("softmax_rows: X and Y differ in shape, or have no columns");
    for (i64 i = 0; i < X.rows; ++i) {
        T sum = 0;
        for (i64 j = 0; j < X.cols; ++j) sum += Y(i, j) = std::exp(X(i, j));
        if (sum == 0) throw std::invalid_argument("softmax_rows: a row holds nothing but -inf");
        for (i64 j = 0; j < X.cols; ++j) Y(i, j) /= sum;
    }
}

template<class T> T logsumexp(std::span<const T> x) {
    T sum = 0;
    for (const T value : x) sum += std::exp(value);
    return std::log(sum);
}

template void softmax_rows(CView<float>, View<float>);
template void softmax_rows(CView<double>, View<double>);
template float logsumexp(std::span<const float>);
template double logsumexp(std::span<const double>);
