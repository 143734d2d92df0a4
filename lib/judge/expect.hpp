#pragma once
/// @file
/// What tests expect, and how a wrong answer is recognised.
///
///     expect("dX", got.dX, exactly(D * W),
///            {known("no_transpose", 1, "Your dX equals D Wᵀ: …", [&] { return mat(D * W.t()); })});
///
/// A check that does not hold is recorded and the case goes on. On failure each known mistake is tried, and
/// the first that gives the same numbers is named. Acceptance is always written as `ratio <= 1`: NaN fails.

#include "judge/bounds.hpp"
#include "judge/double_double.hpp"
#include "judge/report.hpp"
#include "judge/table.hpp"

#include <functional>
#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

namespace judge {

/// What must come out, and how far from it a right answer may be.
struct Expected {
    Exact value;
    Table bound;
    std::string theorem; ///< where the bound is from, as a part of a sentence
};

/// Small integers, and whatever else has no rounding: every entry must be equal.
template<class T> Expected exactly(const T& value) {
    const Table t = table(value);
    return {Exact(t), Table(t.rows, t.cols, 0), "integers come out exactly"};
}

/// Every entry within its bound.
Expected within(Exact value, Table bound, std::string theorem);

/// Every entry within the same absolute error.
template<class T> Expected within(const T& value, double error, std::string theorem) {
    const Table t = table(value);
    return within(Exact(t), Table(t.rows, t.cols, error), std::move(theorem));
}

/// A well-known wrong answer, and whether this is it.
struct Known {
    std::string id; ///< as in wrong/<id>.cpp
    int hint;       ///< the hint that helps
    std::string says;
    std::function<bool(const Table& got, const Expected& right)> met;
};

/// Whether two results are the same for the purpose of recognising: every entry to 1e-6 of the largest one.
bool resembles(const Table& got, const Table& form);

/// Recognised because the result equals this closed form in every entry, where the right answer does not.
/// A form that throws (its shapes do not fit) is not met.
template<class Form> Known known(std::string id, int hint, std::string says, Form form) {
    const auto met = [form](const Table& got, const Expected& right) {
        try {
            const Table wrong = table(form());
            return resembles(got, wrong) && !resembles(right.value.rounded(), wrong);
        } catch (const std::exception&) {
            return false;
        }
    };
    return {std::move(id), hint, std::move(says), met};
}

/// Recognised by a condition that the test has evaluated.
inline Known known_if(bool met, std::string id, int hint, std::string says) {
    return {std::move(id), hint, std::move(says), [met](const Table&, const Expected&) { return met; }};
}

/// The inputs of what follows, for the failure's text; in force as long as the object lives.
class Showing {
  public:
    Showing(std::initializer_list<std::pair<std::string, Table>> inputs);
    ~Showing();
    Showing(const Showing&) = delete;
    Showing& operator=(const Showing&) = delete;

  private:
    std::size_t before;
};

/// Compares a result (a number, matrix, vector or view) with what must come out. Returns whether it holds.
bool expect_table(const std::string& name, const Table& got, const Expected& right,
                  const std::vector<Known>& mistakes);

template<class T> bool expect(const std::string& name, const T& got, const Expected& right,
                              const std::vector<Known>& mistakes = {}) {
    return expect_table(name, table(got), right, mistakes);
}

/// Expects `ratio <= 1`, where `ratio` is an error divided by its bound, and `property` the statement in
/// words: "A N = 0, to rounding".
bool expect_ratio(const std::string& property, double ratio, const std::vector<Known>& mistakes = {});

/// Expects a statement to be true. `sentence` says what is wrong if it is not, and `detail` more about it.
bool expect_that(bool holds, const std::string& sentence, const std::vector<Known>& mistakes = {},
                 const std::string& detail = {});

} // namespace judge
