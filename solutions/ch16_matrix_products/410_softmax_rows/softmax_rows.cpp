#include "softmax_rows.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

namespace {
/// The largest entry, but 0 where -inf - (-inf) would be NaN. A NaN is passed over: it comes back in the sum.
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
        // Known before anything is written, as Y may be X; then each X(i, j) is read before Y(i, j) is set.
        const T shift = shift_of(std::span(X.p + i * X.ld, static_cast<std::size_t>(X.cols)));
        T sum = 0; // at least 1 in the end, from the largest entry
        for (i64 j = 0; j < X.cols; ++j) sum += Y(i, j) = std::exp(X(i, j) - shift);
        if (sum == 0) throw std::invalid_argument("softmax_rows: a row holds nothing but -inf");
        for (i64 j = 0; j < X.cols; ++j) Y(i, j) /= sum;
    }
}

template<class T> T logsumexp(std::span<const T> x) {
    T shift = shift_of(x), sum = 0;
    for (const T value : x) sum += std::exp(value - shift);
    return shift + std::log(sum); // log(0) is -inf, right for no terms
}

template void softmax_rows(CView<float>, View<float>);
template void softmax_rows(CView<double>, View<double>);
template float logsumexp(std::span<const float>);
template double logsumexp(std::span<const double>);
