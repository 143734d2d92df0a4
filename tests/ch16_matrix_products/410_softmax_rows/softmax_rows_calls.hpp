#pragma once

#include "softmax_rows.hpp"

/// y(i, 0) = logsumexp of row i of X.
template<class T> void logsumexp_each(CView<T> X, View<T> y) {
    for (i64 i = 0; i < X.rows; ++i)
        y(i, 0) = logsumexp(std::span<const T>(X.p + i * X.ld, static_cast<std::size_t>(X.cols)));
}
