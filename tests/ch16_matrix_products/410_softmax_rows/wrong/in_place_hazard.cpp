// @diagnosis in_place_hazard
// the largest entry looked up anew for every entry, when some are overwritten

#include "softmax_rows.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

namespace {

template<class T> T shift_of(std::span<const T> x) {
    T largest = -std::numeric_limits<T>::infinity();
    for (const T value : x) largest = std::max(largest, value);
    return std::isinf(largest) ? 0 : largest;
}

} // namespace

template<class T> void softmax_rows(CView<T> X, View<T> Y) {
    if (X.rows != Y.rows || X.cols != Y.cols || X.cols == 0)
        throw std::invalid_argument("softmax_rows: X and Y differ in shape, or have no columns");
    for (i64 i = 0; i < X.rows; ++i) {
        T sum = 0;
        for (i64 j = 0; j < X.cols; ++j) {
            const T shift = shift_of(std::span(X.p + i * X.ld, static_cast<std::size_t>(X.cols)));
            sum += Y(i, j) = std::exp(X(i, j) - shift);
        }
        if (sum == 0) throw std::invalid_argument("softmax_rows: a row holds nothing but -inf");
        for (i64 j = 0; j < X.cols; ++j) Y(i, j) /= sum;
    }
}

template<class T> T logsumexp(std::span<const T> x) {
    const T shift = shift_of(x);
    T sum = 0;
    for (const T value : x) sum += std::exp(value - shift);
    return shift + std::log(sum);
}

template void softmax_rows(CView<float>, View<float>);
template void softmax_rows(CView<double>, View<double>);
template float logsumexp(std::span<const float>);
template double logsumexp(std::span<const double>);
