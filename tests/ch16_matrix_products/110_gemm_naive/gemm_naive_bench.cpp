#include "gemm_naive.hpp"

#include "bench/products.hpp"

static void product(CView<double> A, CView<double> B, View<double> C) {
    gemm(false, false, 1.0, A, B, 0.0, C);
}

static const bench::SquareProducts<product> series;
