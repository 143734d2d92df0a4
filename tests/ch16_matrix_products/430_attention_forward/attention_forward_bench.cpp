#include "attention_forward.hpp"

#include "bench/bench.hpp"
#include "bench/library.hpp"

#include <algorithm>
#include <cmath>
#include <memory>
#include <vector>

namespace {

constexpr i64 d = 64; // the length of queries, keys and values

/// Two products and a softmax between them, with all of the scores in memory.
void attention_by_library(CView<float> Q, CView<float> K, CView<float> V, View<float> O, View<float> S) {
    bench::multiply(Q, K, S, 1 / std::sqrt(float(d)), false, true);
    for (i64 i = 0; i < S.rows; ++i) {
        float* const row = S.p + i * S.ld;
        const float largest = *std::max_element(row, row + S.cols);
        float sum = 0;
        for (i64 j = 0; j < S.cols; ++j) sum += row[j] = std::exp(row[j] - largest);
        for (i64 j = 0; j < S.cols; ++j) row[j] /= sum;
    }
    bench::multiply(S, V, O);
}

/// The bound of the exercise's header, where all entries are in [-1, 1): then (|Q||K|ᵀ)_ij / √d is at most
/// √d, and P|V| at most 1. Two right answers may be twice as far apart.
double bound(i64 keys) {
    const auto gamma = [](double n) { return n * 0x1p-24 / (1 - n * 0x1p-24); };
    const double scores = gamma(d + 10) * std::sqrt(double(d));
    return 2 * (std::exp(2 * scores) * (1 + gamma(10 * double(keys) + 10)) - 1);
}

} // namespace

static const bench::Series
    series({.sizes = {64, 128, 256, 512, 1024},
            .traced = 512,
            .problem = "attention of n queries and n keys of 64 floats (FLOPs of the products)",
            .library = "sgemm, softmax, sgemm"},
           [](bench::Problem& problem, i64 n) {
               const auto Q = problem.input<float>(n, d), K = problem.input<float>(n, d),
                          V = problem.input<float>(n, d);
               const auto O = problem.output<float>("O", n, d);
               const auto scores = std::make_shared<std::vector<float>>(n * n);
               problem.flops = bench::product_flops(n, n, d) + bench::product_flops(n, d, n);
               problem.bound = bound(n);
               problem.submission = [=] { attention<float>(Q, K, V, false, nullptr, O, nullptr); };
               problem.library = [=] { attention_by_library(Q, K, V, O, {scores->data(), n, n, n}); };
           });
