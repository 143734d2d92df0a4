#include "attention_forward_calls.hpp"

#include "judge/test.hpp"

using namespace judge;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

/// The function of one number type.
template<class T> constexpr auto function() {
    if constexpr (std::is_same_v<T, float>)
        return CALL(attention_of<float>);
    else
        return CALL(attention_of<double>);
}

struct Sizes {
    std::size_t queries, keys, dk, dv;
};

/// One call.
struct Problem {
    Table Q, K, V;
    bool causal = false;
    Table mask{}; ///< its bytes; empty if there is none

    bool masked() const { return !mask.elements.empty(); }
    bool allows(std::size_t i, std::size_t j) const { return !masked() || mask(i, j) != 0; }
    bool past(std::size_t i, std::size_t j) const { return !causal || j + Q.rows <= i + K.rows; }
    bool sees(std::size_t i, std::size_t j) const { return allows(i, j) && past(i, j); }
};

struct Result {
    Table P, O;
};

// ---- what is right ---------------------------------------------------------------------------------------

DoubleDouble root(std::size_t d) { return sqrt(DoubleDouble(static_cast<double>(d))); }

/// e^(QK^T / divisor), every row divided by its sum, over the pairs where sees(i, j); 0 elsewhere.
template<class Sees> Exact weights(const Table& Q, const Table& K, DoubleDouble divisor, Sees sees) {
    Exact P = Exact(Q) * Exact(K).transposed();
    for (std::size_t i = 0; i < P.rows(); ++i) {
        double largest = -infinity;
        for (std::size_t j = 0; j < P.cols(); ++j)
            if (sees(i, j)) largest = std::max(largest, (P(i, j) / divisor).hi);
        DoubleDouble sum = 0;
        for (std::size_t j = 0; j < P.cols(); ++j) {
            P(i, j) = sees(i, j) ? exp(P(i, j) / divisor - largest) : 0;
            sum += P(i, j);
        }
        for (std::size_t j = 0; j < P.cols(); ++j)
            if (sees(i, j)) P(i, j) = P(i, j) / sum;
    }
    return P;
}

Exact weights(const Problem& problem, DoubleDouble divisor) {
    return weights(problem.Q, problem.K, divisor,
                   [&](std::size_t i, std::size_t j) { return problem.sees(i, j); });
}

struct Right {
    Expected P, O;
};

/// How far P and O may be off. In row i, let a be the largest (|Q||K|^T)_ij / sqrt(d_k) of what it sees, so
/// that all its scores lie between -a and a.
///
/// A score suffers d_k roundings as a sum of products, and at most 7 with its scale (fourth roots on both
/// sides; a root, a quotient, a product: 3). Subtracting the largest score rounds a number of up to 2a: 2ua.
/// It is 2ua as well if the largest score grows on the way and terms are rescaled, as all the differences
/// have one sign and add up to the last one. In all that is at most gamma_{d_k+9} a in the exponent of a
/// term, and as much in the terms of the sum that divides it. If that is done by e^(s - lse), lse is rounded
/// at its own size, ua. So the exponents account for a factor within e^(+-2E), E = gamma_{d_k+10} a.
///
/// The other errors are factors within 1 +- u, at most so many for n keys: exp itself, 2 above and 2 below;
/// adding n terms, each after a rescaling, 2n; the n rescaling factors 2n, as those that come after two terms
/// are the same for both; and for the average 4n + 3, if it is kept divided by the sum so far. 8n + 7 <
/// 10n + 10, and the 2u log n of a logarithm also has its place.
///
/// Where exp underflows, a weight loses less than the smallest normal number.
template<class T> Right expected(const Problem& problem) {
    const Exact P = weights(problem, root(problem.Q.cols));
    const double u = unit_roundoff<T>, d = static_cast<double>(problem.Q.cols);
    const double others = gamma(10 * static_cast<double>(problem.K.rows) + 10, u);
    const Table sizes = product(magnitude(problem.Q), transposed(magnitude(problem.K)));
    Table bound(P.rows(), P.cols());
    for (std::size_t i = 0; i < P.rows(); ++i) {
        double a = 0;
        for (std::size_t j = 0; j < P.cols(); ++j)
            if (problem.sees(i, j)) a = std::max(a, sizes(i, j) / std::sqrt(d));
        const double beta = std::expm1(2 * gamma(d + 10, u) * a + std::log1p(others));
        for (std::size_t j = 0; j < P.cols(); ++j)
            if (problem.sees(i, j)) bound(i, j) = beta * P(i, j).hi + double(std::numeric_limits<T>::min());
    }
    return {within(P, bound, "(e^(2E) (1 + gamma_{10Lk+10}) - 1) P, and exactly 0 where a key is forbidden"),
            within(P * Exact(problem.V), product(bound, magnitude(problem.V)),
                   "(e^(2E) (1 + gamma_{10Lk+10}) - 1) P|V|")};
}

// ---- what is well known and wrong ------------------------------------------------------------------------

/// What is in O and P before the call.
double old(std::size_t i, std::size_t j) { return 2 + static_cast<double>((i + 2 * j) % 5); }

/// Equal to 1e-6 of the largest number, and NaN where the other is.
bool alike(const Table& a, const Table& b) {
    double largest = 0;
    for (const double x : b.elements)
        if (std::isfinite(x)) largest = std::max(largest, std::fabs(x));
    return a.same_shape(b) &&
           std::equal(a.elements.begin(), a.elements.end(), b.elements.begin(), [&](double x, double y) {
               return x == y || (x != x && y != y) || std::fabs(x - y) <= 1e-6 * largest;
           });
}

/// Mistakes are recognised in O and in P alike: `part` is one of them.
using Part = Table Result::*;

template<class Form> Known known_as(Part part, std::string id, int hint, std::string says, Form form) {
    return {std::move(id), hint, std::move(says), [part, form](const Table& got, const Expected& right) {
                const Table wrong = form().*part;
                return alike(got, wrong) && !alike(right.value.rounded(), wrong);
            }};
}

/// Those weights, and the averages that they give.
Result with_weights(const Problem& problem, const Exact& P) {
    return {P.rounded(), (P * Exact(problem.V)).rounded()};
}

Result divided_by(const Problem& problem, DoubleDouble divisor) {
    return with_weights(problem, weights(problem, divisor));
}

Result right_result(const Problem& problem) { return divided_by(problem, root(problem.Q.cols)); }

/// Weights that add up to 1 over the queries.
Result columns(const Problem& problem) {
    const auto sees = [&](std::size_t j, std::size_t i) { return problem.sees(i, j); };
    return with_weights(problem, weights(problem.K, problem.Q, root(problem.Q.cols), sees).transposed());
}

template<class Sees> Result seeing(const Problem& problem, Sees sees) {
    return with_weights(problem, weights(problem.Q, problem.K, root(problem.Q.cols), sees));
}

/// The softmax over all keys, of which the forbidden ones are taken out afterwards.
Result masked_late(const Problem& problem) {
    Exact P =
        weights(problem.Q, problem.K, root(problem.Q.cols), [](std::size_t, std::size_t) { return true; });
    for (std::size_t i = 0; i < P.rows(); ++i)
        for (std::size_t j = 0; j < P.cols(); ++j)
            if (!problem.sees(i, j)) P(i, j) = 0;
    return with_weights(problem, P);
}

/// The softmax over the keys that are seen, in the arithmetic of T; from row i of the scores,
/// shift(scores, i) is subtracted.
template<class T, class Shift> Result shifted(const Problem& problem, Shift shift) {
    Table P =
        scaled(1 / std::sqrt(static_cast<double>(problem.Q.cols)), product(problem.Q, transposed(problem.K)));
    for (std::size_t i = 0; i < P.rows; ++i) {
        const T c = static_cast<T>(shift(P, i));
        T sum = 0;
        for (std::size_t j = 0; j < P.cols; ++j) {
            P(i, j) = problem.sees(i, j) ? double(std::exp(T(P(i, j)) - c)) : 0;
            sum += T(P(i, j));
        }
        for (std::size_t j = 0; j < P.cols; ++j)
            if (problem.sees(i, j)) P(i, j) = double(T(P(i, j)) / sum);
    }
    return {P, product(P, problem.V)};
}

double largest_of_all(const Table& scores, std::size_t i) {
    double largest = -infinity;
    for (std::size_t j = 0; j < scores.cols; ++j) largest = std::max(largest, scores(i, j));
    return largest;
}

template<class T> std::vector<Known> known_mistakes(const Problem& problem, Part part) {
    return {
        known_as(part, "columns", 1,
                 "Your weights add up to 1 over the queries. A query shares out one unit of weight among its "
                 "keys: the softmax runs along the rows of S.",
                 [&] { return columns(problem); }),
        known_as(part, "unscaled", 1, "Your scores are QKᵀ as it is: the division by √d_k is missing.",
                 [&] { return divided_by(problem, 1); }),
        known_as(part, "no_root", 1, "You divide the scores by d_k where it should be by √d_k.",
                 [&] { return divided_by(problem, static_cast<double>(problem.Q.cols)); }),
        known_as(part, "sqrt_two", 1,
                 "You divide the scores by √2, which is √d_k if keys have length 2. Here they have length " +
                     std::to_string(problem.Q.cols) + ".",
                 [&] { return divided_by(problem, root(2)); }),
        known_as(part, "sqrt_dv", 1,
                 "You divide the scores by √d_v. It is the length of the keys that makes dot products large: "
                 "√d_k.",
                 [&] { return divided_by(problem, root(problem.V.cols)); }),
        known_as(part, "mask_inverted", 2,
                 "You forbid what the mask allows, and allow what it forbids: byte 0 forbids.",
                 [&] {
                     return seeing(problem, [&](std::size_t i, std::size_t j) {
                         return (!problem.masked() || !problem.allows(i, j)) && problem.past(i, j);
                     });
                 }),
        known_as(part, "top_left", 2,
                 "Your query i sees the keys up to i. The last query stands where the last key does: query i "
                 "sees the keys up to i + (L_k − L_q).",
                 [&] {
                     return seeing(problem, [&](std::size_t i, std::size_t j) {
                         return problem.allows(i, j) && (!problem.causal || j <= i);
                     });
                 }),
        known_as(part, "late_mask", 2,
                 "You take the softmax over all keys, and set weights to 0 afterwards: what is left does not "
                 "add up to 1. A forbidden key must not be in the sum.",
                 [&] { return masked_late(problem); }),
        known_as(
            part, "late_mask", 2,
            "You subtract the largest score of all keys, forbidden ones too. Where that is one of those, "
            "the terms of the others underflow, and 0/0 is NaN.",
            [&] { return shifted<T>(problem, largest_of_all); }),
        known_as(part, "no_max", 2,
                 "You take exp of the scores as they are, which overflows if they are large: infinity by "
                 "infinity is NaN. Subtract the largest score of the row first.",
                 [&] { return shifted<T>(problem, [](const Table&, std::size_t) { return 0; }); }),
        known_as(part, "accumulates", 3,
                 "Your O is the right one plus what was in it before: O is to be overwritten.",
                 [&] {
                     Result form = right_result(problem);
                     for (std::size_t i = 0; i < form.O.rows; ++i)
                         for (std::size_t c = 0; c < form.O.cols; ++c) form.O(i, c) += old(i, c);
                     return form;
                 }),
        known_as(part, "stale_P", 3,
                 "Your P holds what was in it before where a key is forbidden: its weight there is 0.",
                 [&] {
                     Result form = right_result(problem);
                     for (std::size_t i = 0; i < form.P.rows; ++i)
                         for (std::size_t j = 0; j < form.P.cols; ++j)
                             if (!problem.sees(i, j)) form.P(i, j) = old(i, j);
                     return form;
                 }),
    };
}

// ---- calls and checks ------------------------------------------------------------------------------------

/// How many elements lie between cols and ld.
struct Room {
    i64 Q = 0, K = 0, V = 0, mask = 0, O = 0, P = 0;
};

i64 rows(const Table& X) { return static_cast<i64>(X.rows); }
i64 cols(const Table& X) { return static_cast<i64>(X.cols); }

template<class T> void fill(View<T> view, const Table& X) {
    for (i64 i = 0; i < view.rows; ++i)
        for (i64 j = 0; j < view.cols; ++j)
            view(i, j) = static_cast<T>(X(static_cast<std::size_t>(i), static_cast<std::size_t>(j)));
}

Table old_table(std::size_t rows, std::size_t cols) {
    Table result(rows, cols);
    for (std::size_t i = 0; i < rows; ++i)
        for (std::size_t j = 0; j < cols; ++j) result(i, j) = old(i, j);
    return result;
}

/// The matrices of a problem, each in a buffer of its own.
template<class T> struct Operands {
    Buffer<T> Q, K, V;
    Buffer<std::uint8_t> mask;
    Buffer<T> O, P;

    /// Q, K, V and O may not fit together, and P is as large as `old_P`.
    Operands(const Problem& problem, const Table& old_O, const Table& old_P, Room room)
        : Q("Q", rows(problem.Q), cols(problem.Q), cols(problem.Q) + room.Q),
          K("K", rows(problem.K), cols(problem.K), cols(problem.K) + room.K),
          V("V", rows(problem.V), cols(problem.V), cols(problem.V) + room.V),
          mask("the mask", rows(problem.mask), cols(problem.mask), cols(problem.mask) + room.mask),
          O("O", rows(old_O), cols(old_O), cols(old_O) + room.O),
          P("P", rows(old_P), cols(old_P), cols(old_P) + room.P) {
        fill(Q.view(), problem.Q);
        fill(K.view(), problem.K);
        fill(V.view(), problem.V);
        fill(mask.view(), problem.mask);
        fill(O.view(), old_O);
        fill(P.view(), old_P);
    }
    Operands(const Problem& problem, Room room)
        : Operands(problem, old_table(problem.Q.rows, problem.V.cols),
                   old_table(problem.Q.rows, problem.K.rows), room) {}
};

enum class Want { O_and_P, O_alone };

/// O and P after the call; P is not looked at, and a null pointer, if it is not wanted.
template<class T> Result result(const Problem& problem, Want want = Want::O_and_P, Room room = {}) {
    Operands<T> in(problem, room);
    const bool want_P = want == Want::O_and_P;
    submit(function<T>(), in.Q.view(), in.K.view(), in.V.view(), problem.causal, problem.masked(),
           in.mask.view(), in.O.view(), want_P, in.P.view());
    return {want_P ? table(in.P.view()) : Table(), table(in.O.view())};
}

/// Mistakes that the checks know, for either part.
using Mistakes = std::function<std::vector<Known>(Part)>;

template<class T>
bool expect_result(const Problem& called, const Result& got, const Right& right, const Mistakes& mistakes) {
    const Showing inputs{{"Q", called.Q},
                         {"K", called.K},
                         {"V", called.V},
                         {"causal", table(called.causal)},
                         {"the mask", called.mask}};
    const std::string type = sizeof(T) == 4 ? " (float)" : " (double)";
    if (!expect("O" + type, got.O, right.O, mistakes(&Result::O))) return false;
    return got.P.same_shape(Table()) || expect("P" + type, got.P, right.P, mistakes(&Result::P));
}

template<class T> bool expect_attention(const Problem& problem, Want want = Want::O_and_P) {
    return expect_result<T>(problem, result<T>(problem, want), expected<T>(problem),
                            [&](Part part) { return known_mistakes<T>(problem, part); });
}

// ---- data ------------------------------------------------------------------------------------------------

Table table_of(std::size_t rows, std::size_t cols, std::vector<double> elements) {
    Table result(rows, cols);
    result.elements = std::move(elements);
    return result;
}

/// Normal numbers of type T.
template<class T> Table normals(Random& random, std::size_t rows, std::size_t cols) {
    Table result(rows, cols);
    for (double& element : result.elements) element = double(T(random.normal()));
    return result;
}
template<class T> Problem problem_of(Random& random, Sizes sizes, bool causal = false) {
    const auto [queries, keys, dk, dv] = sizes;
    return {normals<T>(random, queries, dk), normals<T>(random, keys, dk), normals<T>(random, keys, dv),
            causal};
}

/// Scores of query i lie around levels[i], those of key j that far away from there: away[j] times as far.
template<class T> Problem far_out(Random& random, Sizes sizes, const std::vector<double>& levels,
                                  const std::vector<double>& away = {1}) {
    Problem problem = problem_of<T>(random, sizes);
    for (std::size_t j = 0; j < sizes.keys; ++j) problem.K(j, 0) = 64 * away[j % away.size()];
    for (std::size_t i = 0; i < sizes.queries; ++i)
        problem.Q(i, 0) = double(T(levels[i % levels.size()] * std::sqrt(double(sizes.dk)) / 64));
    return problem;
}

/// Some bytes are 0. Of the first two of each row one is, so that a query that sees these two keys sees one
/// of them, and would see one if the mask meant the contrary.
Table some_mask(Random& random, std::size_t rows, std::size_t cols) {
    Table mask(rows, cols);
    for (std::size_t i = 0; i < rows; ++i)
        for (std::size_t j = 0; j < cols; ++j) {
            const bool allowed = j < 2 ? (i + j) % 2 == 0 : random.integer(0, 2) > 0;
            mask(i, j) = allowed ? std::array{1, 2, 128, 255}[(i + j) % 4] : 0;
        }
    return mask;
}

/// Causal and with a mask, where no two of the mistakes agree.
template<class T> Problem everything(Random& random) {
    Problem problem = problem_of<T>(random, {3, 6, 3, 4}, true);
    problem.mask = some_mask(random, 3, 6);
    problem.mask(1, 5) = 0, problem.mask(2, 4) = 1, problem.mask(0, 3) = 1;
    return problem;
}

Table first_rows(const Table& X, std::size_t n) {
    Table result(n, X.cols);
    std::copy_n(X.elements.begin(), n * X.cols, result.elements.begin());
    return result;
}

/// The first n queries, which see what they saw among all of them.
Problem first_queries(const Problem& problem, std::size_t n) {
    Problem part{first_rows(problem.Q, n), problem.K, problem.V, false, Table(n, problem.K.rows)};
    for (std::size_t i = 0; i < n; ++i)
        for (std::size_t j = 0; j < problem.K.rows; ++j) part.mask(i, j) = problem.sees(i, j);
    return part;
}

/// The first n queries see none of the keys from `first` on. They have come out right; do they still, if
/// those keys and their values are no numbers?
template<class T> bool expect_unread(const Problem& problem, std::size_t n, std::size_t first) {
    for (const double value : {std::nan(""), infinity}) {
        Problem spoilt = problem;
        for (Table* X : {&spoilt.K, &spoilt.V})
            std::fill(X->elements.begin() + static_cast<std::ptrdiff_t>(first * X->cols), X->elements.end(),
                      value);
        const Result got = result<T>(spoilt);
        const std::string what = value != value ? "NaN" : "infinity";
        const auto zero_times_nan = [&](Part) {
            return std::vector{known_if(
                true, "zero_times_nan", 2,
                "The first " + std::to_string(n) + " queries must not see the keys from " +
                    std::to_string(first) + " on. With numbers there they come out right, with " + what +
                    " they do not. 0 · NaN is NaN, and so is 0 · infinity: leave forbidden "
                    "keys out.")};
        };
        if (!expect_result<T>(spoilt, {first_rows(got.P, n), first_rows(got.O, n)},
                              expected<T>(first_queries(problem, n)), zero_times_nan))
            return false;
    }
    return true;
}

} // namespace

TEST_CASE("what a query gets is the average of the values, by the softmax of its scaled scores",
          "[points:1]") {
    Random random(seed());
    Problem problem{table_of(2, 2, {1, 0, 0, 1}), table_of(3, 2, {1, 0, 1, 1, 0, 1}),
                    table_of(3, 3, {1, 0, 2, 0, 2, 1, 1, 1, -1})};
    if (!expect_attention<double>(problem)) return;
    // Not linear: all of it doubled does not double O.
    for (Table* X : {&problem.Q, &problem.K, &problem.V}) *X = scaled(2, *X);
    if (!expect_attention<double>(problem)) return;

    int turn = 0;
    for (const Sizes& sizes : {Sizes{3, 5, 3, 4},
                               {4, 4, 5, 3},
                               {5, 2, 4, 3},
                               {1, 6, 3, 5},
                               {4, 1, 3, 2},
                               {3, 4, 1, 5},
                               {2, 7, 6, 1},
                               {0, 3, 2, 4},
                               {3, 4, 2, 0}}) {
        const Want want = turn++ % 2 == 0 ? Want::O_and_P : Want::O_alone;
        if (!expect_attention<double>(problem_of<double>(random, sizes), want)) return;
    }
    if (!expect_attention<float>(problem_of<float>(random, {3, 5, 4, 2}))) return;
    expect_attention<float>(problem_of<float>(random, {4, 3, 2, 5}), Want::O_alone);
}

TEST_CASE("it is right to rounding for many keys, and for scores of 10000 and -10000", "[points:1]") {
    Random random(seed());
    if (!expect_attention<double>(problem_of<double>(random, {3, 5, 3, 4}))) return;
    if (!expect_attention<double>(far_out<double>(random, {3, 5, 4, 2}, {0, 1000, 1e4}))) return;
    if (!expect_attention<float>(far_out<float>(random, {3, 5, 4, 2}, {0, 300, 1000}))) return;
    for (const std::size_t keys : {4U, 23U, 101U}) {
        const Sizes sizes{6, keys, 19, 3};
        if (!expect_attention<double>(problem_of<double>(random, sizes))) return;
        if (!expect_attention<double>(far_out<double>(random, sizes, {1e4, -1e4, 1000, -30}))) return;
        if (!expect_attention<float>(problem_of<float>(random, sizes))) return;
        if (!expect_attention<float>(far_out<float>(random, sizes, {1000, -1000, 100, -30}))) return;
        // One query with scores far apart: many weights are 0 to rounding.
        const std::vector<double> away{-1, 0.25, 1, 0, -0.5};
        if (!expect_attention<double>(far_out<double>(random, sizes, {1e4, -1e4, 40, -7}, away))) return;
        if (!expect_attention<float>(far_out<float>(random, sizes, {1000, -1000, 40, -7}, away))) return;
    }
}

TEST_CASE("causal: query i sees the keys up to i + Lk - Lq, whatever the others hold", "[points:1]") {
    Random random(seed());
    for (const Sizes& sizes : {Sizes{4, 4, 3, 5},
                               {3, 5, 3, 4},
                               {1, 4, 3, 4},
                               {5, 7, 4, 1},
                               {2, 3, 2, 3},
                               {1, 1, 2, 3},
                               {0, 3, 2, 3}})
        if (!expect_attention<double>(problem_of<double>(random, sizes, true))) return;
    if (!expect_attention<double>(problem_of<double>(random, {3, 5, 3, 4}, true), Want::O_alone)) return;
    if (!expect_attention<float>(problem_of<float>(random, {4, 6, 5, 3}, true))) return;

    const auto square = problem_of<double>(random, {4, 4, 3, 5}, true);
    if (!expect_attention<double>(square)) return;
    for (const std::size_t n : {3U, 1U})
        if (!expect_unread<double>(square, n, n)) return;
    const auto wide = problem_of<float>(random, {3, 6, 4, 2}, true);
    if (!expect_attention<float>(wide)) return;
    for (const std::size_t n : {2U, 1U})
        if (!expect_unread<float>(wide, n, n + 3)) return;
}

TEST_CASE("a mask forbids where its byte is 0, alone and together with the causal rule", "[points:1]") {
    Random random(seed());
    for (const bool causal : {false, true}) {
        auto problem = everything<double>(random);
        problem.causal = causal;
        if (!expect_attention<double>(problem)) return;
        if (!expect_attention<double>(problem, Want::O_alone)) return;
        problem.mask = Table(3, 6, 255);
        if (!expect_attention<double>(problem)) return;
        auto in_float = problem_of<float>(random, {4, 7, 5, 3}, causal);
        in_float.mask = some_mask(random, 4, 7);
        if (!expect_attention<float>(in_float)) return;
    }
    // Keys 4 and 5 are forbidden to all queries. At first they would be the best by far.
    auto padded = problem_of<double>(random, {3, 6, 4, 5});
    for (std::size_t i = 0; i < 3; ++i) padded.Q(i, 0) = 1 + std::fabs(padded.Q(i, 0));
    padded.K(4, 0) = 4000, padded.K(5, 0) = 9000;
    padded.mask = some_mask(random, 3, 6);
    for (std::size_t i = 0; i < 3; ++i) padded.mask(i, 4) = padded.mask(i, 5) = 0;
    if (!expect_attention<double>(padded)) return;
    expect_unread<double>(padded, 3, 4);
}

TEST_CASE("rows begin at multiples of ld, and matrices may be slices of one buffer", "[points:1]") {
    Random random(seed());
    const auto problem = everything<double>(random);
    const auto in_float = everything<float>(random);
    if (!expect_attention<double>(problem) || !expect_attention<float>(in_float)) return;
    const auto right = expected<double>(problem);
    const auto ld = [](Part) {
        return std::vector{known_if(
            true, "ld_is_cols", 1,
            "The same matrices come out right with ld = cols, and wrong with ld > cols: row i of a view "
            "begins at p + i · ld, and that of the mask too.")};
    };
    for (const Room& room : {Room{2, 0, 0, 0, 0, 0},
                             {0, 3, 0, 0, 0, 0},
                             {0, 0, 1, 0, 0, 0},
                             {0, 0, 0, 4, 0, 0},
                             {0, 0, 0, 0, 3, 0},
                             {0, 0, 0, 0, 0, 2},
                             {1, 2, 3, 4, 5, 6}})
        if (!expect_result<double>(problem, result<double>(problem, Want::O_and_P, room), right, ld)) return;
    if (!expect_result<float>(in_float, result<float>(in_float, Want::O_alone, {3, 1, 2, 1, 2, 0}),
                              expected<float>(in_float), ld))
        return;

    // P, O, Q, K and V side by side, as a fused projection leaves the last three.
    const auto [queries, keys, dk, dv] =
        std::array{rows(problem.Q), rows(problem.K), cols(problem.Q), cols(problem.V)};
    const i64 width = keys + 2 * dv + 2 * dk + 2;
    Buffer<double> all("the buffer of P, O, Q, K and V", keys + 1, width, width);
    i64 next = 1;
    const auto slice = [&](i64 first_row, i64 rows, i64 cols) {
        return all.part(first_row, std::exchange(next, next + cols), rows, cols);
    };
    const View<double> P = slice(2, queries, keys), O = slice(0, queries, dv), Q = slice(1, queries, dk),
                       K = slice(0, keys, dk), V = slice(1, keys, dv);
    fill(Q, problem.Q);
    fill(K, problem.K);
    fill(V, problem.V);
    fill(O, old_table(problem.Q.rows, problem.V.cols));
    fill(P, old_table(problem.Q.rows, problem.K.rows));
    Operands<double> others(problem, {});
    submit(function<double>(), Q, K, V, true, true, others.mask.view(), O, true, P);
    expect_result<double>(problem, {table(P), table(O)}, right,
                          [&](Part part) { return known_mistakes<double>(problem, part); });
}

TEST_CASE("a query without a key, and shapes that do not fit together, are refused", "[points:1]") {
    Random random(seed());
    const auto good = everything<double>(random);
    if (!expect_attention<double>(good)) return;

    const auto refuses = [](const std::string& why, const Problem& bad, const Table& O, const Table& P,
                            bool want_P) {
        Operands<double> in(bad, O, P, {});
        return expect_throw<std::invalid_argument>(why, function<double>(), in.Q.view(), in.K.view(),
                                                   in.V.view(), bad.causal, bad.masked(), in.mask.view(),
                                                   in.O.view(), want_P, in.P.view());
    };
    const auto expect_refused = [&](const std::string& why, const Problem& bad, bool want_P = true) {
        return refuses(why, bad, old_table(bad.Q.rows, bad.V.cols), old_table(bad.Q.rows, bad.K.rows),
                       want_P);
    };
    const auto changed = [&](auto change) {
        Problem bad = good;
        change(bad);
        return bad;
    };
    // No keys for some query.
    const auto blind = changed([](Problem& bad) {
        for (std::size_t j = 0; j < 6; ++j) bad.mask(1, j) = 0;
    });
    expect_refused("if the mask forbids all keys to query 1", blind);
    expect_refused("if the mask forbids all keys to query 1, and P is a null pointer", blind, false);
    expect_refused("if the mask allows query 0 the keys 4 and 5 alone, which the causal rule forbids",
                   changed([](Problem& bad) {
                       for (std::size_t j = 0; j < 6; ++j) bad.mask(0, j) = j >= 4;
                   }));
    expect_refused("if causal is set, with 4 queries and 3 keys",
                   problem_of<double>(random, {4, 3, 2, 5}, true));
    expect_refused("if there are no keys", problem_of<double>(random, {2, 0, 3, 4}));
    expect_refused("if queries and keys have length 0", problem_of<double>(random, {2, 3, 0, 4}));

    // Q is 3 x 3, K is 6 x 3, V is 6 x 4.
    expect_refused("if Q is 3 x 4 and K is 6 x 3",
                   changed([&](Problem& bad) { bad.Q = normals<double>(random, 3, 4); }));
    expect_refused("if Q is 3 x 3 and K is 6 x 4",
                   changed([&](Problem& bad) { bad.K = normals<double>(random, 6, 4); }));
    expect_refused("if K is 6 x 3 and V is 5 x 4",
                   changed([&](Problem& bad) { bad.V = normals<double>(random, 5, 4); }));
    const auto expect_outputs_refused = [&](const std::string& why, const Table& O, const Table& P) {
        refuses("for 3 queries, 6 keys and values of length 4, if " + why, good, O, P, true);
    };
    expect_outputs_refused("O is 4 x 4", Table(4, 4), Table(3, 6));
    expect_outputs_refused("O is 3 x 3", Table(3, 3), Table(3, 6));
    expect_outputs_refused("P is 6 x 3", Table(3, 4), Table(6, 3));
    expect_outputs_refused("P is 3 x 5", Table(3, 4), Table(3, 5));
}
