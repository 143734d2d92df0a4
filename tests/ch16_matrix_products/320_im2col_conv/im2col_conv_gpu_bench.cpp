#include "im2col_conv.cuh"

#include "bench/kernel.hpp"
#include "judge/device.hpp"

namespace {

constexpr int side = 16, channels = 16, window = 3; // as many places as pixels
constexpr int pixels = side * side, entries = window * window * channels;
constexpr Windows windows{1, side, side, channels, window, window, 1, 1, 1, 1, side, side};
constexpr double copies = (3.0 * side - 2) * (3.0 * side - 2) * channels; ///< entries of Col inside the image

/// Calls `with` for every entry of Col: its row, its column, and the pixel that it copies, -1 outside the
/// image.
template<class With> void for_entries(const With& with) {
    for (int r = 0; r < pixels; ++r)
        for (int q = 0; q < entries; ++q) {
            const int row = r / side + q / channels / window - 1,
                      column = r % side + q / channels % window - 1;
            const bool inside = 0 <= row && row < side && 0 <= column && column < side;
            with(r, q, inside ? row * side + column : -1);
        }
}

void pose_im2col(bench::Problem& problem) {
    const auto X = problem.input<float>(pixels, channels);
    const auto Col = problem.output<float>("Col", pixels, entries);
    problem.submission = [=] {
        const judge::OnDevice x("X", X), col("Col", Col);
        im2col(windows, x, col, entries, nullptr);
        col.fetch(Col);
    };
    problem.library = [=] {
        for_entries([&](int r, int q, int pixel) { Col(r, q) = pixel < 0 ? 0 : X(pixel, q % channels); });
    };
}

void pose_col2im(bench::Problem& problem) {
    const auto Col = problem.input<float>(pixels, entries);
    const auto X = problem.output<float>("X", pixels, channels);
    problem.flops = copies - pixels * channels;             // additions
    problem.least_bytes = 4 * (copies + pixels * channels); // padding need not be read
    problem.bound = 2 * 9 * 9 * 0x1p-24;                    // gamma_8 times nine numbers, for either sum
    problem.submission = [=] {
        const judge::OnDevice col("Col", Col), x("X", X);
        col2im(windows, col, entries, x, nullptr);
        x.fetch(X);
    };
    problem.library = [=] {
        for (int i = 0; i < pixels * channels; ++i) X.p[i] = 0;
        for_entries([&](int r, int q, int pixel) {
            if (pixel >= 0) X(pixel, q % channels) += Col(r, q);
        });
    };
}

const bench::Kernel im2col_kernel({.name = "im2col",
                                   .problem = "windows of 3 × 3 on 16 × 16 pixels with 16 channels"},
                                  pose_im2col),
    col2im_kernel({.name = "col2im", .problem = "the adjoint of the same"}, pose_col2im);

} // namespace
