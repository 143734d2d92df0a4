// Divided by way of the logarithm of the sum, but with the largest entry subtracted first.

#include "softmax_rows.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

template<class T> T largest(std::span<const T> x) {
    T result = -std::numeric_limits<T>::infinity();
    for (const T value : x)
        if (value != value) return value;
    for (const T value : x) result = std::max(result, value);
    return result;
}

template<class T> T log_of_sum(std::span<const T> x, T m) {
    T sum = 0;
    for (std::size_t k = x.size(); k-- > 0;) sum += std::exp(x[k] - m);
    return std::log(sum);
}

template<class T> void softmax_rows(CView<T> X, View<T> Y) {
    if (X.rows != Y.rows || X.cols != Y.cols || X.cols == 0) throw std::invalid_argument("shape");
    for (i64 i = 0; i < X.rows; ++i) {
        const std::span<const T> x(X.p + i * X.ld, static_cast<std::size_t>(X.cols));
        const T m = largest(x);
        if (std::isinf(m)) throw std::invalid_argument("nothing but -inf");
        const T log = log_of_sum(x, m);
        for (i64 j = 0; j < X.cols; ++j) Y(i, j) = std::exp((X(i, j) - m) - log);
    }
}

template<class T> T logsumexp(std::span<const T> x) {
    const T m = largest(x);
    return std::isinf(m) ? m : m + log_of_sum(x, m);
}

template void softmax_rows(CView<float>, View<float>);
template void softmax_rows(CView<double>, View<double>);
template float logsumexp(std::span<const float>);
template double logsumexp(std::span<const double>);
