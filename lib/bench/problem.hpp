#pragma once
/// @file
/// A problem that a submission solves while it is measured, and how the best library here solves it.

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <functional>
#include <memory>
#include <new>
#include <string>
#include <utility>
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
    double least_bytes = 0; ///< see compulsory_bytes(); 0: those of all arrays
    std::function<void()> submission, library;

    template<std::floating_point T> CView<T> input(i64 rows, i64 cols) { return add<T>("", rows, cols); }
    template<std::floating_point T> View<T> output(std::string name, i64 rows, i64 cols) {
        return add<T>(std::move(name), rows, cols);
    }

    const std::vector<Array>& arrays() const { return all; }

    /// What has to move at the least: every element of an input is read once, of an output written once.
    /// Where a part of the arrays is all that is measured, the bench file says how many bytes.
    double compulsory_bytes() const {
        if (least_bytes > 0) return least_bytes;
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

} // namespace bench
