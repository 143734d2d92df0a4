#include "attention_forward.cuh"

#include "bench/kernel.hpp"
#include "bench/library.hpp"
#include "judge/device.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <vector>

namespace {

constexpr int n = 256, d = 32; // queries, keys; their length and that of values

void attend(CView<float> Q, CView<float> K, CView<float> V, View<float> O) {
    std::vector<float> scores(n * n);
    const View<float> S{scores.data(), n, n, n};
    bench::multiply(Q, K, S, 1 / std::sqrt(float(d)), false, true);
    for (int i = 0; i < n; ++i) {
        float* const row = S.p + i * S.ld;
        const float largest = *std::max_element(row, row + n);
        float sum = 0;
        for (int j = 0; j < n; ++j) sum += row[j] = std::exp(row[j] - largest);
        for (int j = 0; j < n; ++j) row[j] /= sum;
    }
    bench::multiply(S, V, O);
}

/// The bound of the exercise's header, where all entries are in [-1, 1): then (|Q||K|ᵀ)_ij / √d is at most
/// √d, and P|V| at most 1. Two right answers may be twice as far apart.
double bound() {
    const auto gamma = [](double terms) { return terms * 0x1p-24 / (1 - terms * 0x1p-24); };
    return 2 * (std::exp(2 * gamma(d + 10) * std::sqrt(double(d))) * (1 + gamma(12 * n + 14)) - 1);
}

void pose(bench::Problem& problem) {
    const auto Q = problem.input<float>(n, d), K = problem.input<float>(n, d), V = problem.input<float>(n, d);
    const auto O = problem.output<float>("O", n, d);
    problem.flops = 5.0 * n * n;       // of each score: compare, subtract, exponential, add, divide
    problem.least_bytes = 8.0 * n * n; // a score is read, a weight written: the products are cuBLAS's
    problem.bound = bound();
    problem.submission = [=] {
        std::vector<float> nothing(n * n, std::numeric_limits<float>::quiet_NaN());
        const View<float> scratch{nothing.data(), n, n, n};
        const judge::OnDevice q("Q", Q), k("K", K), v("V", V), p("P", scratch), o("O", O);
        cublasHandle_t handle = nullptr;
        if (cublasCreate(&handle) != CUBLAS_STATUS_SUCCESS)
            throw std::runtime_error("There is no handle of cuBLAS to be had.");
        const auto status = attention(handle, n, n, d, d, false, q, k, v, p, n, o);
        cublasDestroy(handle);
        if (status != CUBLAS_STATUS_SUCCESS) throw std::runtime_error(cublasGetStatusName(status));
        o.fetch(O);
    };
    problem.library = [=] { attend(Q, K, V, O); };
}

const bench::Kernel kernel({.name = "softmax",
                            .problem = "the softmax of 256 × 256 scores, between two products by cuBLAS"},
                           pose);

} // namespace
