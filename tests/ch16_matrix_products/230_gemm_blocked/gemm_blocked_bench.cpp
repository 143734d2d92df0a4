#include "gemm_blocked.hpp"

#include "bench/products.hpp"

// Long rows suit vectors, so tiles of B and C are wide; they stay in the L2, with 128 KiB each.
static void product(CView<double> A, CView<double> B, View<double> C) {
    gemm_blocked(A, B, C, Tile{.m = 64, .n = 256, .k = 64});
}

static const bench::SquareProducts<product> series;
