#include "gemm_blocked.hpp"

template<class T> void gemm_blocked(CView<T> A, CView<T> B, View<T> C, Tile tile) {
    // TODO: three loops over tiles; what does the product of two of them add to the tile of C?
}

template void gemm_blocked(CView<float>, CView<float>, View<float>, Tile);
template void gemm_blocked(CView<double>, CView<double>, View<double>, Tile);
template void gemm_blocked(CView<Counted<double>>, CView<Counted<double>>, View<Counted<double>>, Tile);
