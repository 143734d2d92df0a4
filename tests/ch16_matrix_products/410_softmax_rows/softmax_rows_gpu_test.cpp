#include "softmax_rows_gpu_calls.hpp"

#include "judge/test.hpp"

using namespace judge;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double u = unit_roundoff<float>;
constexpr i64 sector = 32; ///< bytes

// ---- what is right ---------------------------------------------------------------------------------------

double largest(const Table& X, std::size_t i) {
    double result = -infinity;
    for (std::size_t j = 0; j < X.cols; ++j) result = std::max(result, X(i, j));
    return result;
}

/// e^(x - m) in every entry, with the largest entry m of the row.
Exact terms(const Table& X) {
    Exact E(X.rows, X.cols);
    for (std::size_t i = 0; i < X.rows; ++i) {
        const double m = largest(X, i);
        for (std::size_t j = 0; j < X.cols; ++j)
            E(i, j) = X(i, j) == -infinity ? DoubleDouble(0) : exp(DoubleDouble(X(i, j)) - m);
    }
    return E;
}

/// Let t = m - x. Its rounding makes e^(-t) wrong by a factor within e^(ut), and expf by 1 + 4u at most (two
/// units in the last place). The same happens to the terms of the sum, where t e^(-t) <= 0.37 and the sum is
/// at least 1: 0.37u for each term, also if t is rounded in parts. To add n terms, one takes n - 1 steps at
/// most that join two sums, in any order; if the sums belong to different maxima, a step costs 6u: expf, a
/// product, the sum. The weight is divided by the sum, or multiplied by its reciprocal: 3u. Together e^(ut)
/// and (4 + 4 + 6(n - 1) + 0.37n + 3)u < (7n + 10)u. Dividing by way of logarithms, e^(x - m - log sum),
/// rounds t + log sum once more: e^(2ut), and 5u log n, which also have their place. Underflow costs less
/// than the smallest normal number.
Expected softmax(const Table& X) {
    const double more = gamma(7 * static_cast<double>(X.cols) + 10, u);
    Exact P = terms(X);
    Table bound(X.rows, X.cols, 0);
    for (std::size_t i = 0; i < X.rows; ++i) {
        DoubleDouble sum = 0;
        for (std::size_t j = 0; j < X.cols; ++j) sum += P(i, j);
        const double m = largest(X, i);
        for (std::size_t j = 0; j < X.cols; ++j) {
            P(i, j) = P(i, j) / sum;
            if (X(i, j) == -infinity) continue; // exactly 0
            bound(i, j) = (std::exp(2 * u * (m - X(i, j))) * (1 + more) - 1) * P(i, j).hi +
                          double(std::numeric_limits<float>::min());
        }
    }
    return within(P, bound, "e^(2u|x - m|) (1 + gamma_{7n+10}) - 1, times P");
}

// ---- what is well known and wrong ------------------------------------------------------------------------

const KnownFaults known_faults{{
    {"race", "barrier", 2,
     "The threads of a row share a place in shared memory, and one writes there while another still reads: "
     "between "
     "them there must be a barrier, also between reading the maximum and filling its place with the sum."},
    {"out_of_bounds", "guard", 1, "Threads beyond the last row or column must not touch memory."},
}};

/// Equal to a few digits of float, NaN included.
bool alike(double x, double y) {
    return std::isfinite(x) && std::isfinite(y) ? std::fabs(x - y) <= 1e-5 * std::fabs(y) + 1e-30
                                                : x == y || (x != x && y != y);
}

bool alike(const Table& a, const Table& b) {
    return a.same_shape(b) && std::equal(a.elements.begin(), a.elements.end(), b.elements.begin(),
                                         [](double x, double y) { return alike(x, y); });
}

/// Recognised because the result is this table, NaN for NaN, and the right one is not.
Known known_as(std::string id, int hint, std::string says, const Table& form) {
    return {std::move(id), hint, std::move(says), [form](const Table& got, const Expected& right) {
                return alike(got, form) && !alike(right.value.rounded(), form);
            }};
}

/// exp of the entries as they are, in float.
Table unshifted(const Table& X) {
    Table P(X.rows, X.cols);
    for (std::size_t i = 0; i < X.rows; ++i) {
        float sum = 0;
        for (std::size_t j = 0; j < X.cols; ++j) sum += std::exp(float(X(i, j)));
        for (std::size_t j = 0; j < X.cols; ++j) P(i, j) = double(std::exp(float(X(i, j))) / sum);
    }
    return P;
}

/// What a warp gives whose lanes 0 to 15 know nothing of the lanes 16 to 31: each half has a sum of its own,
/// or all lanes take that of the lower half.
Table of_halves(const Table& X, bool lower_for_all) {
    Table P = terms(X).rounded();
    for (std::size_t i = 0; i < X.rows; ++i) {
        double sum[2] = {};
        for (std::size_t j = 0; j < X.cols; ++j) sum[j / 16 % 2] += P(i, j);
        for (std::size_t j = 0; j < X.cols; ++j) P(i, j) /= sum[lower_for_all ? 0 : j / 16 % 2];
    }
    return P;
}

/// Whether the first columns are the softmax of themselves, and those behind them are as they were before.
bool first_columns_only(const Table& X, const Table& before, const Table& got) {
    if (got.rows == 0) return false;
    std::size_t width = got.cols;
    while (width > 0 && alike(got(0, width - 1), before(0, width - 1))) --width;
    if (width == 0 || width == got.cols) return false;
    Table first(X.rows, width);
    for (std::size_t i = 0; i < X.rows; ++i)
        for (std::size_t j = 0; j < width; ++j) first(i, j) = X(i, j);
    const Table weights = softmax(first).value.rounded();
    for (std::size_t i = 0; i < X.rows; ++i)
        for (std::size_t j = 0; j < X.cols; ++j)
            if (!alike(got(i, j), j < width ? weights(i, j) : before(i, j))) return false;
    return true;
}

std::vector<Known> known_mistakes(const Table& X, const Table& before) {
    const std::string half =
        "Your rows do not add up to 1: the lanes 0 to 15 of the warp know nothing of the lanes 16 to 31. The "
        "first step of the reduction has the distance 16.";
    return {
        {"one_pass_block", 1,
         "Only the first columns became weights, as if there were no others: each thread takes one entry of "
         "its "
         "row. It has to go on, by as many entries as threads share the row.",
         [X, before](const Table& got, const Expected&) { return first_columns_only(X, before, got); }},
        known_as("half_warp", 2, half, of_halves(X, false)),
        known_as("half_warp", 2, half, of_halves(X, true)),
        known_as(
            "no_max", 1,
            "You take exp of the entries as they are: that overflows from 89 on, and infinity by infinity is "
            "NaN. Subtract the row's largest entry first.",
            unshifted(X))};
}

/// Where nothing but the leading dimensions is other than before.
Known ld() {
    return known_if(
        true, "ld", 1,
        "The same matrix comes out right with ldx = ldy = n, and wrong with more: row i begins at X + i * "
        "ldx, and at Y + i * ldy.");
}

/// Whether the lanes of some line lie so far apart that most of the bytes are wasted.
bool uncoalesced() {
    const auto& sites = Session::current().on_gpu().measures.sites;
    return std::any_of(sites.begin(), sites.end(), [](const gpu::Site& site) {
        return !site.shared && site.requests.of_width[2] > 0 && site.requests.mean_served() >= 16;
    });
}

// ---- calls and checks ------------------------------------------------------------------------------------

Table scores(Random& random, std::size_t rows, std::size_t cols, const std::vector<double>& levels = {0}) {
    Table X(rows, cols);
    for (std::size_t i = 0; i < rows; ++i)
        for (std::size_t j = 0; j < cols; ++j)
            X(i, j) = double(float(levels[i % levels.size()] + 1.5 * random.normal()));
    return X;
}

/// Levels at which exponentials overflow, and far from each other.
const std::vector<double> far_apart{0, 1000, 3000};

/// A matrix of floats in a buffer of its own.
struct Operand : Buffer<float> {
    Operand(const std::string& name, const Table& values, int room = 0)
        : Buffer(name, i64(values.rows), i64(values.cols), i64(values.cols) + room) {
        fill([&](i64 i, i64 j) { return values(std::size_t(i), std::size_t(j)); });
    }
};

/// What is in Y before.
Table unwritten(const Table& X) { return Table(X.rows, X.cols, std::nan("")); }

Table result(const Table& X, int room_in_X = 0, int room_in_Y = 0) {
    Operand x("X", X, room_in_X), y("Y", unwritten(X), room_in_Y);
    submit(CALL(softmax_on_device), x.view(), y.view());
    return table(y.view());
}

Table result_in_place(const Table& X, int room) {
    // An entry that is read where it was written already: what a race means if Y is X, and only then.
    const KnownFaults hazard{
        {{"race", "thread_per_entry", 2,
          "With another matrix for Y no threads race; if Y is X, a thread reads an entry that "
          "another has overwritten. Let each entry be read and written by the same thread."}}};
    Operand x("X", X, room);
    submit(CALL(softmax_in_place), x.view());
    return table(x.view());
}

bool expect_weights(const Table& X, const Table& got, const std::vector<Known>& mistakes) {
    const Showing inputs{{"X", X}};
    return expect("Y", got, softmax(X), mistakes);
}

bool expect_softmax(const Table& X) { return expect_weights(X, result(X), known_mistakes(X, unwritten(X))); }

/// Expects few enough loads or stores, in few enough sectors.
bool expect_traffic(Requested kind, const std::string& verb, i64 times, i64 entries) {
    const auto& asked = requests(kind);
    const auto floats = asked.bytes / 4;
    return expect_that(floats <= times * entries,
                       "Your kernel " + verb + " " + grouped(floats) + " floats, " +
                           printed(double(floats) / double(entries), 3) + " for each entry of the matrix; " +
                           std::to_string(times) + " are enough.",
                       {known_if(floats > 8 * entries, "thread_per_entry", 2,
                                 "Every thread goes through the whole row for one entry. Let the threads of "
                                 "a row divide it among them, and combine what they found.")}) &&
           expect_that(
               4 * sector * asked.served <= 5 * asked.bytes,
               "Your kernel " + verb + " 32 floats in " +
                   printed(32 * double(asked.served) / double(floats), 3) +
                   " sectors of 32 bytes; 5 are enough, even if rows begin anywhere.",
               {known_if(
                   uncoalesced(), "uncoalesced", 1,
                   "Neighbouring threads access numbers that lie a row apart. Let the threads of a warp "
                   "walk along one row, side by side.")});
}

} // namespace

TEST_CASE("every row becomes weights that add up to 1, whatever its width and its level", "[points:2]") {
    Random random(seed());
    for (const auto& [m, n] : {std::pair<std::size_t, std::size_t>{7, 70},
                               {3, 32},
                               {1, 1},
                               {37, 5},
                               {4, 300},
                               {9, 33},
                               {2, 1030},
                               {0, 5}})
        if (!expect_softmax(scores(random, m, n))) return;
    for (const std::size_t n : {3U, 45U, 257U})
        for (const double level : {1e4, -1e4}) {
            if (!expect_softmax(scores(random, 5, n, far_apart))) return;
            if (!expect_softmax(scores(random, 3, n, {level, 0, level / 2}))) return;
        }
}

TEST_CASE("a score of -inf gets no weight, and NaN stays in its row", "[points:1]") {
    Random random(seed());
    Table X = scores(random, 6, 67, far_apart);
    if (!expect_softmax(X)) return;
    for (std::size_t j = 0; j < X.cols; ++j)
        if (j != 40) X(1, j) = -infinity; // all lanes but one have nothing else
    for (const std::size_t j : {0U, 33U, 66U}) X(0, j) = X(4, j) = -infinity;
    X(4, 5) = 900; // the others of row 4 underflow
    if (!expect_softmax(X)) return;

    Table spoilt = X;
    spoilt(0, 0) = spoilt(3, 50) = std::nan("");
    const Table got = result(spoilt);
    Table others(4, X.cols), got_others(4, X.cols);
    bool all_nan = true;
    for (std::size_t j = 0; j < X.cols; ++j) {
        all_nan = all_nan && got(0, j) != got(0, j) && got(3, j) != got(3, j);
        std::size_t k = 0;
        for (const std::size_t i : {1U, 2U, 4U, 5U}) others(k, j) = X(i, j), got_others(k++, j) = got(i, j);
    }
    const Showing inputs{{"X", spoilt}, {"Y, got", got}};
    expect_that(all_nan, "Rows 0 and 3 of X hold a NaN, but not all of their weights are NaN.");
    expect("Y: the rows where X has no NaN", got_others, softmax(others));
}

TEST_CASE("rows begin at multiples of ldx and ldy, and X may be overwritten by its weights", "[points:1]") {
    Random random(seed());
    const Table X = scores(random, 9, 77, far_apart);
    if (!expect_softmax(X)) return;
    for (const auto& [in_X, in_Y] : {std::pair{3, 0}, {0, 2}, {1, 6}})
        if (!expect_weights(X, result(X, in_X, in_Y), {ld()})) return;
    for (const int room : {0, 5})
        if (!expect_weights(X, result_in_place(X, room), {})) return;
}

TEST_CASE("entries are loaded three times at most, 32 neighbours in five sectors", "[points:2]") {
    Random random(seed());
    constexpr std::size_t m = 21, n = 384;
    const Table X = scores(random, m, n);
    for (const int room : {0, 3}) {
        if (!expect_weights(X, result(X, room, room),
                            room == 0 ? known_mistakes(X, unwritten(X)) : std::vector{ld()}))
            return;
        if (!expect_traffic(Requested::global_loads, "loads", 3, m * n)) return;
        if (!expect_traffic(Requested::global_stores, "stores", 2, m * n)) return;
    }
}
