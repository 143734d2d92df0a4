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

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <functional>
#include <memory>
#include <new>
#include <string>
#include <vector>

#include "matrix/view.hpp"

namespace bench {

/// An array that both calls work on.
struct Array {
    struct Free {
        void operator()(std::byte* bytes) const { std::free(bytes); }
    };

    std::string name; ///< of an output; empty for an input
    i64 rows, cols;
    std::size_t word; ///< bytes of an element: 8, a double, or 4, a float
    std::unique_ptr<std::byte[], Free> bytes;

    std::size_t size() const { return static_cast<std::size_t>(rows * cols) * word; }
};

/// One problem: its arrays, and the two calls that solve it. Before every call the inputs are filled with
/// numbers, uniform in [-1, 1), which are new in every round, and the outputs with NaN.
class Problem {
  public:
    double flops = 0; ///< of one call
    /// How far two right answers may be apart in any entry; a theorem, as in judge/bounds.hpp.
    double bound = 0;
    std::function<void()> submission, library;

    template<std::floating_point T> CView<T> input(i64 rows, i64 cols) { return add<T>("", rows, cols); }
    template<std::floating_point T> View<T> output(std::string name, i64 rows, i64 cols) {
        return add<T>(std::move(name), rows, cols);
    }

    const std::vector<Array>& arrays() const { return all; }

    /// What has to move at the least: every element of an input is read once, of an output written once.
    double compulsory_bytes() const {
        double sum = 0;
        for (const auto& array : all) sum += static_cast<double>(array.size());
        return sum;
    }

  private:
    std::vector<Array> all;

    template<class T> View<T> add(std::string name, i64 rows, i64 cols) {
        constexpr std::size_t line = 64;
        Array array{std::move(name), rows, cols, sizeof(T), {}};
        const auto whole = (array.size() + line - 1) / line * line;
        array.bytes.reset(static_cast<std::byte*>(std::aligned_alloc(line, whole)));
        if (!array.bytes) throw std::bad_alloc();
        all.push_back(std::move(array));
        return {reinterpret_cast<T*>(all.back().bytes.get()), rows, cols, cols};
    }
};

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
