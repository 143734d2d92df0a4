#pragma once

#include "loop_order.hpp"

/// col_sums, with s as the one row of a matrix.
template<class T> void sums_into_row(CView<T> A, View<T> s) {
    col_sums(A, std::span<T>(s.p, static_cast<std::size_t>(s.cols)));
}
