#pragma once
/// @file
/// The series that all exercises about the product of two matrices are timed on.

#include "bench/bench.hpp"
#include "bench/library.hpp"

namespace bench {

using Product = void (*)(CView<double>, CView<double>, View<double>);

/// C = AB with square matrices of doubles, from those that a first cache holds to those that none does.
template<Product product> void pose_square_product(Problem& problem, i64 n) {
    const auto A = problem.input<double>(n, n), B = problem.input<double>(n, n);
    const auto C = problem.output<double>("C", n, n);
    problem.flops = product_flops(n, n, n);
    problem.bound = product_bound<double>(n);
    problem.submission = [=] { product(A, B, C); };
    problem.library = [=] { multiply(A, B, C); };
}

/// Defines the series of a bench file: `static const bench::SquareProducts<gemm_ikj<double>> series;`
template<Product product> struct SquareProducts : Series {
    SquareProducts()
        : Series({.sizes = {64, 128, 256, 384, 512, 768, 1024},
                  .traced = 256,
                  .problem = "products of n × n matrices of doubles",
                  .library = "dgemm"},
                 pose_square_product<product>) {}
};

} // namespace bench
