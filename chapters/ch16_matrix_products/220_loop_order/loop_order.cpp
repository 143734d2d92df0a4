#include "loop_order.hpp"

template<class T> void gemm_ikj(CView<T> A, CView<T> B, View<T> C) {
    // TODO: which of the three loops is the innermost, and what stands still in it?
}

template<class T> void col_sums(CView<T> A, std::span<T> s) {
    // TODO: read A in the order in which it lies in memory.
}

i64 sweep_misses(i64 n, i64 stride, i64 L, i64 Z, i64 passes) {
    // TODO: how many lines does one sweep touch, and does the cache hold them all?
    return 0;
}

template void gemm_ikj(CView<float>, CView<float>, View<float>);
template void gemm_ikj(CView<double>, CView<double>, View<double>);
template void col_sums(CView<float>, std::span<float>);
template void col_sums(CView<double>, std::span<double>);
