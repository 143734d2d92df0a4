#pragma once
/// @file
/// For the bench files, tests/<chapter>/<exercise>/<slug>_bench.cpp: on which problems a submission is timed,
/// and how the best library here solves them.
///
///     #include "bench/bench.hpp"
///     #include "bench/library.hpp"
///     #include "gemm_naive.hpp"
///
///     static const bench::Series squares(
///         {.sizes = {64, 128, 256}, .traced = 256, .problem = "n × n matrices", .library = "dgemm"},
///         [](bench::Problem& problem, i64 n) {
///             const auto A = problem.input<double>(n, n), B = problem.input<double>(n, n);
///             const auto C = problem.output<double>("C", n, n);
///             problem.flops = bench::product_flops(n, n, n);
///             problem.bound = bench::product_bound<double>(n);
///             problem.submission = [=] { gemm(false, false, 1.0, A, B, 0.0, C); };
///             problem.library = [=] { bench::multiply(A, B, C); };
///         });

#include "bench/problem.hpp"

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace bench {

/// Problems of growing size. A bench file defines one, as a static variable.
class Series {
  public:
    struct About {
        std::vector<i64> sizes; ///< ascending
        /// One of them, for which the memory traffic is measured: large enough not to fit into a cache of the
        /// second level, small enough that a simulation of every access takes a few seconds.
        i64 traced;
        std::string problem; ///< "C = AB, n × n matrices of doubles"
        std::string library; ///< what the library's call is called: "dgemm"
    };
    using Pose = void (*)(Problem& problem, i64 size);

    Series(About about, Pose pose) : about(std::move(about)), pose_(pose) { offer(*this); }
    Series(const Series&) = delete;
    Series& operator=(const Series&) = delete;

    std::unique_ptr<Problem> pose(i64 size) const {
        auto problem = std::make_unique<Problem>();
        pose_(*problem, size);
        return problem;
    }

    const About about;

  private:
    Pose pose_;

    /// Tells the program that has loaded the bench file; defined there.
    static void offer(const Series& series);
};

} // namespace bench
