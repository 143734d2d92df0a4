#include "conv2d_direct.cuh"

#include "bench/kernel.hpp"
#include "bench/library.hpp"
#include "judge/device.hpp"

namespace {

constexpr int side = 16, channels = 32, filters = 32, window = 3; // the output is as large as the image
constexpr int pixels = side * side, terms = window * window * channels;
constexpr ConvLayer layer{1, side, side, channels, filters, window, window, 1, 1, 1, 1, side, side};

/// As the statement has it.
void correlate(CView<float> X, CView<float> F, View<float> Y) {
    const auto number = [&](int row, int column, int c) {
        const bool inside = 0 <= row && row < side && 0 <= column && column < side;
        return inside ? X(row * side + column, c) : 0.0f;
    };
    for (int p = 0; p < pixels; ++p)
        for (int o = 0; o < filters; ++o) {
            float sum = 0;
            for (int q = 0; q < terms; ++q) {
                const int c = q % channels, i = q / channels / window, j = q / channels % window;
                sum += number(p / side + i - 1, p % side + j - 1, c) * F(o, q);
            }
            Y(p, o) = sum;
        }
}

void pose(bench::Problem& problem) {
    const auto X = problem.input<float>(pixels, channels), F = problem.input<float>(filters, terms);
    const auto Y = problem.output<float>("Y", pixels, filters);
    problem.flops = bench::product_flops(pixels, filters, terms);
    problem.bound = bench::product_bound<float>(terms);
    problem.submission = [=] {
        const judge::OnDevice x("X", X), f("F", F), y("Y", Y);
        conv2d(layer, x, f, y, nullptr);
        y.fetch(Y);
    };
    problem.library = [=] { correlate(X, F, Y); };
}

const bench::Kernel
    kernel({.name = "conv2d",
            .problem = "an image of 16 × 16 pixels, 32 channels to 32, windows of 3 × 3, in floats"},
           pose);

} // namespace
