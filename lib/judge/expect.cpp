#include "judge/expect.hpp"

#include <algorithm>
#include <limits>

namespace judge {

namespace {

std::vector<std::pair<std::string, Table>>& shown_inputs() {
    static std::vector<std::pair<std::string, Table>> inputs;
    return inputs;
}

std::string inputs_as_text() {
    std::string text;
    for (const auto& [name, input] : shown_inputs())
        text += input.elements.size() == 1 ? name + " = " + printed(input(0, 0)) + "\n"
                                           : name + " =\n" + printed(input, 4);
    return text;
}

/// Where the result is furthest outside its bound.
struct Worst {
    std::size_t i = 0, j = 0;
    double ratio = 0, error = 0;
};

Worst worst_entry(const Table& got, const Expected& right) {
    Worst worst;
    for (std::size_t i = 0; i < got.rows; ++i)
        for (std::size_t j = 0; j < got.cols; ++j) {
            const double error = std::fabs(static_cast<double>(DoubleDouble(got(i, j)) - right.value(i, j)));
            // An exact infinity, or an exact entry without a bound, gives 0/0 or inf - inf: equality decides.
            const bool equal = got(i, j) == static_cast<double>(right.value(i, j));
            const double bound = right.bound(i, j);
            const double ratio = equal ? 0 : bound >= 0 ? error / bound : std::nan(""); // no bound, no pass
            if (!(ratio <= worst.ratio)) worst = {i, j, ratio, error};
            if (ratio != ratio) return {i, j, std::numeric_limits<double>::infinity(), error};
        }
    return worst;
}

/// What can be said of any wrong result: that it is constant, or not a number, or an input.
std::string remark(const Table& got) {
    if (got.elements.empty()) return "";
    const double first = got.elements[0];
    const auto all = [&](auto condition) {
        return std::all_of(got.elements.begin(), got.elements.end(), condition);
    };
    if (all([](double x) { return x != x; })) return " It is NaN everywhere.";
    if (got.elements.size() > 1 && all([](double x) { return x == 0; })) return " It is 0 everywhere.";
    if (got.elements.size() > 1 && all([&](double x) { return x == first; }))
        return " It is " + printed(first) + " everywhere.";
    for (const auto& [name, input] : shown_inputs())
        if (input.elements.size() > 1 && got.same_shape(input) && got.elements == input.elements)
            return " It is " + name + " itself, unchanged.";
    return "";
}

std::string at(const Table& table, std::size_t i, std::size_t j) {
    if (table.elements.size() == 1) return "";
    return table.cols == 1 ? "(" + std::to_string(i) + ")"
                           : "(" + std::to_string(i) + "," + std::to_string(j) + ")";
}

std::string mismatch(const std::string& name, const Table& got, const Expected& right, const Worst& worst) {
    const double bound = right.bound(worst.i, worst.j);
    std::string text = name + at(got, worst.i, worst.j) + " = " + printed(got(worst.i, worst.j)) +
                       ", expected " + printed(static_cast<double>(right.value(worst.i, worst.j)));
    if (bound == 0) return text + " (" + right.theorem + ").";
    return text + ": an error of " + printed(worst.error, 3) + ", where " + printed(bound, 3) +
           " is allowed (" + right.theorem + ").";
}

void record_failure(const std::string& sentence, const std::string& detail, const Table& got,
                    const Expected& right, const std::vector<Known>& mistakes) {
    for (const Known& mistake : mistakes)
        if (mistake.met(got, right))
            return record({mistake.says, sentence + "\n" + detail, mistake.id, mistake.hint});
    record({sentence + remark(got), detail, {}, 0});
}

} // namespace

Expected within(Exact value, Table bound, std::string theorem) {
    return {std::move(value), std::move(bound), std::move(theorem)};
}

bool resembles(const Table& got, const Table& form) {
    if (!got.same_shape(form)) return false;
    double largest = 0;
    for (const double element : form.elements)
        if (std::isfinite(element)) largest = std::max(largest, std::fabs(element));
    return std::equal(got.elements.begin(), got.elements.end(), form.elements.begin(),
                      [&](double a, double b) {
                          return a == b || (std::isfinite(b) && std::fabs(a - b) <= 1e-6 * largest);
                      });
}

Showing::Showing(std::initializer_list<std::pair<std::string, Table>> inputs)
    : before(shown_inputs().size()) {
    for (const auto& input : inputs) shown_inputs().push_back(input);
}

Showing::~Showing() { shown_inputs().resize(before); }

bool expect_table(const std::string& name, const Table& got, const Expected& right,
                  const std::vector<Known>& mistakes) {
    const Table value = right.value.rounded();
    if (!got.same_shape(value)) {
        record_failure(name + " is " + got.shape() + "; it should be " + value.shape() + ".",
                       inputs_as_text(), got, right, mistakes);
        return false;
    }
    const Worst worst = worst_entry(got, right);
    if (worst.ratio <= 1) return true;
    std::string detail = inputs_as_text();
    if (got.elements.size() > 1)
        detail += name + ", got =\n" + printed(got, 4) + name + ", expected =\n" + printed(value, 4);
    record_failure(mismatch(name, got, right, worst), detail, got, right, mistakes);
    return false;
}

bool expect_ratio(const std::string& property, double ratio, const std::vector<Known>& mistakes) {
    return expect_that(ratio <= 1,
                       property + " does not hold: the error is " + printed(ratio, 3) +
                           " times what rounding can explain.",
                       mistakes);
}

bool expect_that(bool holds, const std::string& sentence, const std::vector<Known>& mistakes,
                 const std::string& detail) {
    if (holds) return true;
    record_failure(sentence, inputs_as_text() + detail, Table(), Expected{Exact(0, 0), Table(), ""},
                   mistakes);
    return false;
}

} // namespace judge
