#pragma once
/// @file
/// How a test measures the memory traffic of a submission: counts that are the same on every machine.
///
///     const auto measured = measure({.line = 64, .capacity = {8192}}, CALL(gemm_ikj<double>), A, B, C);
///     expect_misses(measured, 0, 279552, "1.05 (n³/L + 2n²/L)");

#include "judge/expect.hpp"
#include "judge/submit.hpp"
#include "trace/lru_stack.hpp"

#include <string>
#include <vector>

namespace judge {

/// The traffic of one array, and what it is called.
struct MeasuredArray {
    std::string name;
    trace::ArrayTraffic traffic;
    std::int64_t element = 1; ///< bytes
    std::int64_t ld = 1;      ///< elements
    std::int64_t size = 0;    ///< bytes, without the room between rows

    /// Whether most accesses are one row further than the one before (or one back), in the same column.
    bool walked_by_columns() const;
};

/// The traffic of one call of a submission.
struct Measured {
    std::string function;
    trace::Caches caches;
    std::vector<MeasuredArray> arrays; ///< in the order of the arguments
    trace::ArrayTraffic own;           ///< of what the function allocated, and of static variables

    std::int64_t misses(std::size_t cache) const;
    /// The array of a name. @throws std::out_of_range
    const MeasuredArray& operator[](const std::string& name) const;
};

/// What became of a call that was measured as well.
Measured measured_from(const Answer& answer, const trace::Caches& caches, const std::string& function);

/// Calls a function of the submission, as submit() does, and calls it again where every access is seen. What
/// it keeps on its stack counts as registers; the stack is bounded by the smallest cache.
/// @throws CaseEnded after recording why, if it cannot be measured
template<class... P, class... A>
Measured measure(const trace::Caches& caches, Callee<void (*)(P...)> callee, const A&... arguments) {
    const Answer answer = detail::perform<P...>(caches, callee.name, arguments...);
    if (answer.threw) detail::fail_by_exception(callee.name, answer);
    return measured_from(answer, caches, callee.name);
}

/// Expects at most `limit` misses of a cache. `theorem` says why so few are possible, as a part of a
/// sentence. Fewer misses than the arrays have lines are never good: then something was not seen.
bool expect_misses(const Measured& measured, std::size_t cache, std::int64_t limit,
                   const std::string& theorem, const std::vector<Known>& mistakes = {});

/// A number with a comma after every three digits from the right.
std::string grouped(std::int64_t number);

} // namespace judge
