#include "softmax_rows_calls.hpp"

#include "judge/test.hpp"

using namespace judge;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

/// The functions of one number type, and a matrix of scores that it can hold.
template<class T> struct Functions;
template<> struct Functions<double> {
    static constexpr auto softmax = CALL(softmax_rows<double>);
    static constexpr auto logsumexp = CALL(logsumexp_each<double>);
};
template<> struct Functions<float> {
    static constexpr auto softmax = CALL(softmax_rows<float>);
    static constexpr auto logsumexp = CALL(logsumexp_each<float>);
};

// ---- what is right ---------------------------------------------------------------------------------------

/// A row's largest entry m, and the sum of exp(x - m).
struct Row {
    double largest = -infinity;
    DoubleDouble sum = 0;

    Row(const Table& X, std::size_t i) {
        for (std::size_t j = 0; j < X.cols; ++j) largest = std::max(largest, X(i, j));
        for (std::size_t j = 0; j < X.cols; ++j) sum += term(X(i, j));
    }
    DoubleDouble term(double x) const { return x == -infinity ? 0 : exp(DoubleDouble(x) - largest); }
    /// m + log sum, where the logarithm is that of a double and one Newton step.
    DoubleDouble logsumexp() const {
        const double log = std::log(sum.hi);
        return DoubleDouble(largest) + (DoubleDouble(log) + (sum * exp(DoubleDouble(-log)) - 1));
    }
};

Exact softmax(const Table& X) {
    Exact P(X.rows, X.cols);
    for (std::size_t i = 0; i < X.rows; ++i) {
        const Row row(X, i);
        for (std::size_t j = 0; j < X.cols; ++j) P(i, j) = row.term(X(i, j)) / row.sum;
    }
    return P;
}

enum class Formula { Division, Any };

/// Let t = m - x. Its rounding makes e^(-t) wrong by a factor within e^(ut), and exp itself by 1 + 2u at
/// most. The same happens to the terms of the sum, where t e^(-t) <= 0.37 and the sum is at least 1: 0.37u
/// for each term. Adding n terms costs (n - 1)u; if m is found on the way and the sum rescaled, 3u more for
/// each term. With the division's u these are less than (5n + 10)u. Dividing by way of logarithms, e^(x - m -
/// log sum), rounds t + log sum once more, hence e^(2ut), and 3u log n, which also have their place.
/// Underflow costs less than the smallest normal number. `Formula::Any` allows e^(x - lse) too, with the
/// rounding of lse: where the level of a row is the point, not the last digits.
template<class T> Expected expected(const Table& X, Formula formula) {
    const double u = unit_roundoff<T>, more = gamma(5 * static_cast<double>(X.cols) + 10, u);
    const Exact P = softmax(X);
    Table bound(X.rows, X.cols, 0);
    for (std::size_t i = 0; i < X.rows; ++i) {
        const Row row(X, i);
        const double lse = formula == Formula::Any ? std::fabs(row.logsumexp().hi) : 0;
        for (std::size_t j = 0; j < X.cols; ++j) {
            if (X(i, j) == -infinity) continue; // exactly 0
            const double factor = std::exp(2 * u * (row.largest - X(i, j) + lse)) * (1 + more) - 1;
            bound(i, j) = factor * P(i, j).hi + double(std::numeric_limits<T>::min());
        }
    }
    return within(P, bound,
                  formula == Formula::Any ? "e^(2u(|x - m| + |lse|)) (1 + gamma_{5n+10}) - 1, times P"
                                          : "e^(2u|x - m|) (1 + gamma_{5n+10}) - 1, times P");
}

/// Rounding of m + log sum, and what the sum has lost before, as above; log itself is good to 2u log n.
template<class T> Expected expected_logsumexp(const Table& X) {
    const double u = unit_roundoff<T>, more = gamma(5 * static_cast<double>(X.cols) + 10, u);
    Exact L(X.rows, 1);
    Table bound(X.rows, 1, 0);
    for (std::size_t i = 0; i < X.rows; ++i) {
        const Row row(X, i);
        L(i, 0) = row.largest == -infinity ? -infinity : row.logsumexp();
        if (row.largest != -infinity)
            bound(i, 0) = u * (std::fabs(row.largest) + std::fabs(L(i, 0).hi)) + more;
    }
    return within(L, bound, "u(|m| + |lse|) + gamma_{5n+10}");
}

// ---- what is well known and wrong ------------------------------------------------------------------------

/// Equal to a few digits of float, NaN and infinity included.
bool alike(const Table& a, const Table& b) {
    return a.same_shape(b) &&
           std::equal(a.elements.begin(), a.elements.end(), b.elements.begin(), [](double x, double y) {
               if (!std::isfinite(x) || !std::isfinite(y)) return x == y || (x != x && y != y);
               return std::fabs(x - y) <= 1e-5 * std::fabs(y) + 1e-30;
           });
}

/// Recognised because the result is this table, NaN for NaN, and the right one is not.
Known known_as(std::string id, int hint, std::string says, const Table& form) {
    return {std::move(id), hint, std::move(says), [form](const Table& got, const Expected& right) {
                return alike(got, form) && !alike(right.value.rounded(), form);
            }};
}

/// exp(x - shift(i)) in the arithmetic of T, each divided by the sum of its row.
template<class T, class Shift> Table by_definition(const Table& X, Shift shift, bool divided = true) {
    Table P(X.rows, X.cols);
    for (std::size_t i = 0; i < X.rows; ++i) {
        T sum = 0;
        for (std::size_t j = 0; j < X.cols; ++j) sum += std::exp(T(X(i, j)) - T(shift(i)));
        for (std::size_t j = 0; j < X.cols; ++j)
            P(i, j) = double(std::exp(T(X(i, j)) - T(shift(i))) / (divided ? sum : T(1)));
    }
    return P;
}

/// Whether the rows are right but for one factor each, as near to 1 as the rounding of lse can make it.
template<class T> bool factors_of_rounding(const Table& X, const Table& got, const Expected& right) {
    const double u = unit_roundoff<T>;
    for (std::size_t i = 0; i < X.rows; ++i) {
        const Row row(X, i);
        double low = infinity, high = -infinity;
        for (std::size_t j = 0; j < X.cols; ++j) {
            const double P = right.value(i, j).hi;
            if (P < 1e-3) continue; // a large weight has a small t
            low = std::min(low, got(i, j) / P);
            high = std::max(high, got(i, j) / P);
            if (!(std::fabs(got(i, j) / P - 1) <= 4 * u * std::fabs(row.logsumexp().hi) + 1e3 * u))
                return false;
        }
        if (!(high - low <= 200 * u)) return false;
    }
    return true;
}

template<class T> std::vector<Known> known_mistakes(const Table& X) {
    const auto own = [&](std::size_t i) { return Row(X, i).largest; };
    const double most = X.elements.empty() ? 0 : *std::max_element(X.elements.begin(), X.elements.end());
    const auto zero = [](std::size_t) { return 0.0; };
    return {
        known_as("columns", 1,
                 "Your columns add up to 1. It is every row that is to become weights: one row, one sum.",
                 transposed(softmax(transposed(X)).rounded())),
        known_as("no_division", 1,
                 "Your weights are exp(x - m) as they are. Divide each by the sum of its row: weights add up "
                 "to 1.",
                 by_definition<T>(X, own, false)),
        known_as(
            "no_division", 1,
            "Your weights are exp(x) as they are. Divide each by the sum of its row: weights add up to 1.",
            by_definition<T>(X, zero, false)),
        known_as(
            "no_max", 1,
            "You take exp of the entries as they are: that overflows or underflows where they are large, "
            "and infinity by infinity is NaN, like 0/0. Subtract the row's largest entry first.",
            by_definition<T>(X, zero)),
        known_as(
            "global_max", 2,
            "You subtract the largest entry of the whole matrix. A row that lies far below it underflows "
            "to zeros, and 0/0 is NaN: each row has its own largest entry.",
            by_definition<T>(X, [&](std::size_t) { return most; })),
        {"lse_subtracted", 2,
         "Every row of yours is off by one factor, as if you took exp(x - lse). lse is rounded at its own "
         "size, and that becomes an error of every weight: divide by the sum, or subtract m first.",
         [X](const Table& got, const Expected& right) { return factors_of_rounding<T>(X, got, right); }},
    };
}

// ---- calls and checks ------------------------------------------------------------------------------------

i64 rows(const Table& X) { return static_cast<i64>(X.rows); }
i64 cols(const Table& X) { return static_cast<i64>(X.cols); }

template<class T> void fill(View<T> view, const Table& X) {
    for (i64 i = 0; i < view.rows; ++i)
        for (i64 j = 0; j < view.cols; ++j)
            view(i, j) = static_cast<T>(X(static_cast<std::size_t>(i), static_cast<std::size_t>(j)));
}

/// The softmax of X as the submission has it; between rows there is room for so many elements.
template<class T> Table result(const Table& X, i64 room_in_X = 0, i64 room_in_Y = 0) {
    Buffer<T> x("X", rows(X), cols(X), cols(X) + room_in_X), y("Y", rows(X), cols(X), cols(X) + room_in_Y);
    fill(x.view(), X);
    submit(Functions<T>::softmax, x.view(), y.view());
    return table(y.view());
}

template<class T> Table result_in_place(const Table& X, i64 room = 0) {
    Buffer<T> x("X", rows(X), cols(X), cols(X) + room);
    fill(x.view(), X);
    submit(Functions<T>::softmax, x.view(), x.view());
    return table(x.view());
}

template<class T>
bool expect_weights(const Table& X, const Table& got, Formula formula, const std::vector<Known>& mistakes) {
    const Showing inputs{{"X", X}};
    return expect(sizeof(T) == 4 ? "Y (float)" : "Y (double)", got, expected<T>(X, formula), mistakes);
}

template<class T> bool expect_softmax(const Table& X, Formula formula = Formula::Any) {
    return expect_weights<T>(X, result<T>(X), formula, known_mistakes<T>(X));
}

/// Normal scores, those of row i around levels[i], all of them numbers of type T.
template<class T>
Table scores(Random& random, std::size_t rows, std::size_t cols, const std::vector<double>& levels = {0}) {
    Table X(rows, cols);
    for (std::size_t i = 0; i < rows; ++i)
        for (std::size_t j = 0; j < cols; ++j)
            X(i, j) = double(T(levels[i % levels.size()] + 1.5 * random.normal()));
    return X;
}

/// Small whole numbers, each row in another order, plus the row's level.
Table whole_scores(std::size_t rows, std::size_t cols, const std::vector<double>& levels) {
    Table X(rows, cols);
    for (std::size_t i = 0; i < rows; ++i)
        for (std::size_t j = 0; j < cols; ++j)
            X(i, j) = levels[i % levels.size()] + double((3 * i + 2 * j + i * j) % 7) - 3;
    return X;
}

/// Levels at which exponentials overflow, and of which the highest makes the others underflow. Below 0 there
/// are none: an answer that underflows may throw there, and would not be recognised.
const std::vector<double> far_apart{0, 1000, 3000};

template<class T> bool expect_logsumexp(const Table& X) {
    Buffer<T> x("x", rows(X), cols(X), cols(X) + 1), y("the results", rows(X), 1, 1);
    fill(x.view(), X);
    submit(Functions<T>::logsumexp, x.view(), y.view());
    Table naive(X.rows, 1);
    for (std::size_t i = 0; i < X.rows; ++i) {
        T sum = 0;
        for (std::size_t j = 0; j < X.cols; ++j) sum += std::exp(T(X(i, j)));
        naive(i, 0) = double(std::log(sum));
    }
    const Showing inputs{{"the rows x", X}};
    return expect(
        sizeof(T) == 4 ? "logsumexp (float) of the rows" : "logsumexp (double) of the rows", table(y.view()),
        expected_logsumexp<T>(X),
        {known_as("no_max", 1,
                  "Your logsumexp takes exp of the entries as they are: that overflows, or underflows "
                  "to log 0, where they are large. Subtract the largest entry, and add it again.",
                  naive)});
}

Table table_of(std::size_t rows, std::size_t cols, std::vector<double> elements) {
    Table result(rows, cols);
    result.elements = std::move(elements);
    return result;
}

} // namespace

TEST_CASE("every row becomes weights that add up to 1, whatever its level", "[points:2]") {
    Random random(seed());
    if (!expect_softmax<double>(whole_scores(3, 4, {0}))) return;
    if (!expect_softmax<double>(whole_scores(5, 3, far_apart))) return;
    for (const auto& [m, n] :
         {std::pair<std::size_t, std::size_t>{4, 4}, {2, 7}, {7, 2}, {3, 1}, {1, 5}, {0, 3}}) {
        if (!expect_softmax<double>(scores<double>(random, m, n))) return;
        if (!expect_softmax<double>(scores<double>(random, m, n, {1000, -1000, 0}))) return;
    }
    if (!expect_softmax<float>(scores<float>(random, 3, 5))) return;
    if (!expect_softmax<float>(scores<float>(random, 6, 4, far_apart))) return;
    expect_softmax<double>(scores<double>(random, 5, 101, far_apart));
}

TEST_CASE("weights are right to rounding, for scores as large as 10000, and -inf gets no weight",
          "[points:1]") {
    Random random(seed());
    for (const std::size_t n : {4U, 23U})
        for (const double level : {1e4, -1e4}) {
            const auto X = scores<double>(random, 8, n, {level, level / 2, 3});
            if (!expect_softmax<double>(X, Formula::Division)) return;
            const auto Xf = scores<float>(random, 8, n, {level, level / 2, 3});
            if (!expect_softmax<float>(Xf, Formula::Division)) return;
        }
    // Equal scores: each weight is 1/8.
    Table equal(3, 8);
    for (std::size_t j = 0; j < 8; ++j) equal(0, j) = 1e4, equal(1, j) = -1e4;
    if (!expect_softmax<double>(equal, Formula::Division)) return;
    if (!expect_softmax<float>(equal, Formula::Division)) return;
    // Within a row, too, scores may lie far apart.
    Table mixed = whole_scores(4, 5, {0, 1e4, -1e4});
    mixed(0, 2) = mixed(1, 0) = mixed(1, 3) = mixed(2, 4) = -infinity;
    for (std::size_t j = 0; j < 4; ++j) mixed(3, j) = -infinity;
    mixed(0, 4) = 2000, mixed(2, 1) = -1e4 - 50;
    expect_softmax<double>(mixed, Formula::Division) && expect_softmax<float>(mixed, Formula::Division);
}

TEST_CASE("rows begin at multiples of ld, and X may be overwritten by its weights", "[points:1]") {
    Random random(seed());
    const Table X = scores<double>(random, 4, 5, far_apart), Xf = scores<float>(random, 3, 4, far_apart);
    if (!expect_softmax<double>(X) || !expect_softmax<float>(Xf)) return;
    const std::vector<Known> ld{known_if(true, "ld_is_cols", 1,
                                         "The same matrix comes out right with ld = cols, and wrong with "
                                         "ld > cols: row i of a view begins at p + i · ld.")};
    const std::vector<Known> hazard{known_if(
        true, "in_place_hazard", 2,
        "The same matrix comes out right if Y is another one, and wrong if Y is X: you read an entry "
        "of X after you have written over it.")};
    for (const auto& [in_X, in_Y] : {std::pair<i64, i64>{3, 0}, {0, 2}, {1, 4}})
        if (!expect_weights<double>(X, result<double>(X, in_X, in_Y), Formula::Any, ld)) return;
    if (!expect_weights<float>(Xf, result<float>(Xf, 2, 1), Formula::Any, ld)) return;
    for (const i64 room : {0, 3})
        if (!expect_weights<double>(X, result_in_place<double>(X, room), Formula::Any, hazard)) return;
    if (!expect_weights<float>(Xf, result_in_place<float>(Xf, 1), Formula::Any, hazard)) return;

    // X and Y side by side in one buffer
    Buffer<double> both("the buffer of X and Y", 5, 12, 12);
    const View<double> x = both.part(0, 6, 4, 5), y = both.part(1, 1, 4, 5);
    fill(x, X);
    submit(CALL(softmax_rows<double>), x, y);
    expect_weights<double>(X, table(y), Formula::Any, known_mistakes<double>(X));
}

TEST_CASE("the logarithm of the sum is right where the sum itself is too large or too small", "[points:1]") {
    Random random(seed());
    // 1000 + log 2 and its like
    if (!expect_logsumexp<double>(table_of(4, 2, {0, 0, 1000, 1000, -1000, -1000, 3, -infinity}))) return;
    if (!expect_logsumexp<float>(table_of(4, 2, {0, 0, 1000, 1000, -1000, -1000, 3, -infinity}))) return;
    for (const std::size_t n : {1U, 3U, 17U, 200U}) {
        if (!expect_logsumexp<double>(scores<double>(random, 5, n, {1e4, 0, -1e4}))) return;
        if (!expect_logsumexp<float>(scores<float>(random, 5, n, {1e4, 0, -1e4}))) return;
    }
    expect_logsumexp<double>(table_of(2, 3, {-infinity, -infinity, -infinity, 1, 2, 3})) &&
        expect_logsumexp<double>(Table(2, 0)) && expect_logsumexp<float>(Table(1, 0));
}

TEST_CASE("NaN stays in its row; no columns, nothing but -inf, or two shapes are refused", "[points:1]") {
    Random random(seed());
    const Table good = scores<double>(random, 4, 3, far_apart);
    if (!expect_softmax<double>(good)) return;

    Table spoilt = good;
    spoilt(0, 0) = spoilt(2, 2) = std::nan("");
    const Table got = result<double>(spoilt);
    Table others(2, 3), got_others(2, 3);
    bool all_nan = true;
    for (std::size_t j = 0; j < 3; ++j) {
        all_nan = all_nan && got(0, j) != got(0, j) && got(2, j) != got(2, j);
        others(0, j) = good(1, j), others(1, j) = good(3, j);
        got_others(0, j) = got(1, j), got_others(1, j) = got(3, j);
    }
    {
        const Showing inputs{{"X", spoilt}, {"Y, got", got}};
        expect_that(all_nan, "Rows 0 and 2 of X hold a NaN, but not all of their weights are NaN.");
        expect("Y: rows 1 and 3, where X has no NaN,", got_others, expected<double>(others, Formula::Any));
    }

    const auto expect_refused = [](const std::string& why, const Table& X, i64 rows_of_Y, i64 cols_of_Y) {
        Buffer<double> x("X", rows(X), cols(X), cols(X) + 1), y("Y", rows_of_Y, cols_of_Y, cols_of_Y + 2);
        fill(x.view(), X);
        expect_throw<std::invalid_argument>(why, CALL(softmax_rows<double>), x.view(), y.view());
    };
    Table excluded = good;
    for (std::size_t j = 0; j < 3; ++j) excluded(2, j) = -infinity;
    expect_refused("if all entries of a row are -inf", excluded, 4, 3);
    expect_refused("if there is no column", Table(2, 0), 2, 0);
    expect_refused("if X is 4 x 3 and Y is 3 x 4", good, 3, 4);
    expect_refused("if X is 4 x 3 and Y is 4 x 2", good, 4, 2);
    expect_refused("if X is 4 x 3 and Y is 5 x 3", good, 5, 3);
}
