#include "conv2d_direct.hpp"

#include "bench/bench.hpp"
#include "bench/library.hpp"

#include <algorithm>
#include <memory>
#include <vector>

namespace {

constexpr i64 channels = 64, side = 3, terms = side * side * channels;
constexpr ConvP same{1, 1, 1, 1}; // the output is as large as the image

/// im2col: the windows of all places, each a row.
void gather_windows(CT4<float> X, float* window) {
    for (i64 y = 0; y < X.h; ++y)
        for (i64 x = 0; x < X.w; ++x)
            for (i64 i = y - same.ph; i < y - same.ph + side; ++i)
                for (i64 j = x - same.pw; j < x - same.pw + side; ++j, window += channels) {
                    const bool inside = 0 <= i && i < X.h && 0 <= j && j < X.w;
                    if (inside)
                        std::copy_n(&X(0, i, j, 0), channels, window);
                    else
                        std::fill_n(window, channels, 0.0f);
                }
}

/// Windows times filters is one product.
void convolve_by_library(CT4<float> X, CView<float> filters, View<float> Y, View<float> windows) {
    gather_windows(X, windows.p);
    bench::multiply(windows, filters, Y, 1, false, true);
}

} // namespace

static const bench::Series
    series({.sizes = {8, 16, 32, 56},
            .traced = 32,
            .problem = "an image of n × n pixels, 64 channels to 64, windows of 3 × 3, in floats",
            .library = "im2col, sgemm"},
           [](bench::Problem& problem, i64 n) {
               const i64 pixels = n * n;
               const auto image = problem.input<float>(pixels, channels),
                          filters = problem.input<float>(channels, terms);
               const auto Y = problem.output<float>("Y", pixels, channels);
               const auto windows = std::make_shared<std::vector<float>>(pixels * terms);
               const CT4<float> X{image.p, 1, n, n, channels}, W{filters.p, channels, side, side, channels};
               problem.flops = bench::product_flops(pixels, channels, terms);
               problem.bound = bench::product_bound<float>(terms);
               problem.submission = [=] { conv2d(X, W, same, T4<float>{Y.p, 1, n, n, channels}); };
               problem.library = [=] {
                   convolve_by_library(X, filters, Y, {windows->data(), pixels, terms, terms});
               };
           });
