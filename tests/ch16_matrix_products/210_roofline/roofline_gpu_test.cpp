#include "roofline_gpu_calls.hpp"

#include "judge/test.hpp"

using namespace judge;
using arma::mat;

namespace {

constexpr double u = unit_roundoff<float>;
constexpr i64 sector = 32; ///< bytes

/// A matrix of floats in a buffer of its own; a vector is a matrix with one column.
struct Operand : Buffer<float> {
    Operand(const std::string& name, const mat& values, int room = 0)
        : Buffer(name, i64(values.n_rows), i64(values.n_cols), i64(values.n_cols) + room) {
        fill([&](i64 i, i64 j) { return values(arma::uword(i), arma::uword(j)); });
    }
};

mat floats(Random& random, arma::uword rows, arma::uword cols) {
    mat M = random.normals(rows, cols);
    M.transform([](double value) { return double(float(value)); });
    return M;
}

// ---- what is well known and wrong ------------------------------------------------------------------------

const KnownFaults known_faults{{
    {"race", "barrier", 2,
     "Partial sums are read while other threads still write them: each step of a reduction in shared memory "
     "needs a barrier behind it."},
    {"out_of_bounds", "guard", 1, "Threads beyond the last element must not touch memory."},
}};

/// How many rows were written, if those are right and all behind them are as they were before; else all.
std::size_t written(const Table& got, const Table& right, const Table& before) {
    std::size_t rows = got.rows;
    const auto untouched = [&](std::size_t i) {
        return got(i, 0) == before(i, 0) || (got(i, 0) != got(i, 0) && before(i, 0) != before(i, 0));
    };
    while (rows > 0 && untouched(rows - 1) && got(rows - 1, 0) != right(rows - 1, 0)) --rows;
    for (std::size_t i = 0; i < rows; ++i)
        if (std::fabs(got(i, 0) - right(i, 0)) > 1e-4 * (1 + std::fabs(right(i, 0)))) return got.rows;
    return rows;
}

/// The end is missing: less than a block of it, or more.
std::vector<Known> end_missing(const mat& before) {
    const auto missing = [before = table(before)](const Table& got, const Expected& right) {
        const std::size_t rows = written(got, right.value.rounded(), before);
        return rows == 0 ? 0 : got.rows - rows; // nothing was written: there is more to say than that
    };
    return {
        {"grid_rounds_down", 1,
         "All is right but for the last few, which were not touched: n / block drops the remainder, and the "
         "last block, which is not full, is missing.",
         [missing](const Table& got, const Expected& right) {
             const auto rows = missing(got, right);
             return rows > 0 && rows < 1024;
         }},
        {"stride", 1,
         "All is right up to some element, and behind it nothing was touched: your grid has fewer threads "
         "than "
         "there are elements, and each thread takes one only.",
         [missing](const Table& got, const Expected& right) { return missing(got, right) >= 1024; }}};
}

/// Whether the lanes of some line that loads single floats lie so far apart that most of the bytes are
/// wasted.
bool uncoalesced() {
    const auto& sites = Session::current().on_gpu().measures.sites;
    return std::any_of(sites.begin(), sites.end(), [](const gpu::Site& site) {
        return !site.shared && site.requests.of_width[2] > 0 && site.requests.mean_served() >= 16;
    });
}

// ---- calls and checks ------------------------------------------------------------------------------------

bool expect_saxpy(double a, const mat& x, const mat& y) {
    const auto n = x.n_rows;
    Operand from("x", x), to("y", y);
    submit(CALL(saxpy_on_device), float(a), from.view(), to.view());
    Exact value(n, 1);
    for (std::size_t i = 0; i < n; ++i) value(i, 0) = DoubleDouble(a) * x(i) + y(i);
    // The product rounds, and the sum: (ax(1 + d) + y)(1 + e); fused, only once. Integers do not round.
    const bool whole = arma::approx_equal(x, arma::round(x), "absdiff", 0);
    Table bound(n, 1, 0);
    if (!whole)
        for (std::size_t i = 0; i < n; ++i)
            bound(i, 0) = gamma(2, u) * (std::fabs(a * x(i)) + std::fabs(y(i)));
    const Showing inputs{{"a", table(a)}, {"x", table(x)}, {"y before", table(y)}};
    return expect("y", to.view(),
                  within(value, bound, whole ? "integers come out exactly" : "gamma_2 (|ax| + |y|)"),
                  end_missing(y));
}

bool expect_sgemv(const mat& a, const mat& x, const Expected& right, std::vector<Known> mistakes = {},
                  int room = 0) {
    const mat before(a.n_rows, 1, arma::fill::value(arma::datum::nan));
    Operand A("A", a, room), from("x", x), y("y", before);
    submit(CALL(sgemv_on_device), A.view(), from.view(), y.view());
    mistakes.push_back(
        known("half_warp", 2,
              "Only the columns j with j mod 32 < 16 are in your sums: the upper 16 lanes of the warp "
              "are left out. The first step of the reduction has the distance 16.",
              [&] {
                  mat half = a;
                  for (arma::uword j = 0; j < a.n_cols; ++j)
                      if (j % 32 >= 16) half.col(j).zeros();
                  return mat(half * x);
              }));
    for (const auto& mistake : end_missing(before)) mistakes.push_back(mistake);
    const Showing inputs{{"A", table(a)}, {"x", table(x)}};
    return expect("y", y.view(), right, mistakes);
}

bool expect_integer_sgemv(Random& random, int m, int n) {
    const mat a = random.integers(arma::uword(m), arma::uword(n)), x = random.integers(arma::uword(n), 1);
    return expect_sgemv(a, x, exactly(mat(a * x)));
}

std::string percent(double part, double whole) { return printed(100 * part / whole, 3) + " %"; }

/// What stands beside a prediction.
struct Asked {
    i64 bytes = requests(Requested::global_loads).bytes + requests(Requested::global_stores).bytes;
    i64 moved =
        sector * (requests(Requested::global_loads).served + requests(Requested::global_stores).served);
};

} // namespace

TEST_CASE("saxpy adds a times x to y, whatever their length", "[points:1]") {
    Random random(seed());
    for (const arma::uword n : {1000U, 1U, 31U, 32U, 257U, 4096U})
        if (!expect_saxpy(random.nonzero(9), random.integers(n, 1), random.integers(n, 1))) return;
    for (const arma::uword n : {100U, 200003U})
        if (!expect_saxpy(double(float(random.normal())), floats(random, n, 1), floats(random, n, 1))) return;
    expect_saxpy(3, mat(0, 1), mat(0, 1));
}

TEST_CASE("saxpy asks for 12 bytes for each element, as predicted, and wastes none of a sector",
          "[points:1]") {
    Random random(seed());
    constexpr i64 n = 65544, predicted = 12 * n;
    if (!expect_saxpy(random.nonzero(9), random.integers(n, 1), random.integers(n, 1))) return;
    const Asked asked;
    remark("saxpy with n = " + grouped(n) + ": 12n = " + grouped(predicted) +
           " bytes are predicted; your kernel asks for " + grouped(asked.bytes) + ", for which " +
           grouped(asked.moved) + " bytes move in sectors. With 2n operations that is an intensity of " +
           printed(2.0 * n / double(asked.moved), 3) + ": at 900 GB/s no more than " +
           printed(900 * 2.0 * n / double(asked.moved), 3) + " GFLOP/s, " +
           percent(0.9 * 2.0 * n / double(asked.moved), 15.7) +
           " of what the arithmetic units of a V100 can do.");
    if (!expect_that(asked.bytes == predicted, "Your saxpy asks for " + grouped(asked.bytes) +
                                                   " bytes where 12n = " + grouped(predicted) +
                                                   " are enough: x and y are read once, y is written once."))
        return;
    expect_that(
        asked.moved == predicted,
        "The bytes that your saxpy asks for lie in sectors of " + grouped(asked.moved) +
            " bytes together: only " + percent(predicted, double(asked.moved)) + " of them are used.",
        {known_if(
            uncoalesced(), "chunk_per_thread", 1,
            "Each of your threads walks through a chunk of its own, so that neighbouring threads load "
            "numbers that lie far apart. Neighbouring threads had better take neighbouring elements.")});
}

TEST_CASE("sgemv's sums of integers come out exactly, whatever the shape of A", "[points:1]") {
    Random random(seed());
    for (const auto& [m, n] :
         {std::pair{37, 70}, {8, 64}, {1, 1}, {5, 3}, {1, 300}, {150, 1}, {9, 33}, {3, 31}})
        if (!expect_integer_sgemv(random, m, n)) return;
    if (!expect_sgemv(mat(11, 0), mat(0, 1), exactly(mat(11, 1, arma::fill::zeros)))) return;
    expect_integer_sgemv(random, 0, 4);
}

TEST_CASE("rows begin at multiples of lda, and rounding stays within gamma_n |A||x|", "[points:1]") {
    Random random(seed());
    const mat a = random.integers(21, 45), x = random.integers(45, 1);
    const Expected right = exactly(mat(a * x));
    if (!expect_sgemv(a, x, right)) return;
    for (const int room : {1, 19})
        if (!expect_sgemv(
                a, x, right,
                {known_if(true, "ld", 2,
                          "The same matrix comes out right with lda = n, and wrong with lda > n: row i of A "
                          "begins at A + i * lda.")},
                room))
            return;
    for (const auto& [m, n] : {std::pair<arma::uword, arma::uword>{19, 500}, {40, 100}, {2, 3000}}) {
        const mat b = floats(random, m, n), z = floats(random, n, 1);
        if (!expect_sgemv(b, z,
                          within(Exact(table(b)) * Exact(table(z)), product_bound(table(b), table(z), 0, u),
                                 "gamma_n |A||x|"),
                          {}, 5))
            return;
    }
}

TEST_CASE("a warp of sgemv loads neighbouring numbers of A, each of them once", "[points:2]") {
    Random random(seed());
    constexpr i64 m = 157, n = 512, predicted = 4 * (m * n + n + m);
    if (!expect_integer_sgemv(random, m, n)) return;
    const Asked asked;
    remark(
        "sgemv with m = 157, n = 512: 4(mn + n + m) = " + grouped(predicted) +
        " bytes are predicted, where everything is read once. Your kernel asks for " + grouped(asked.bytes) +
        ", for which " + grouped(asked.moved) +
        " bytes move in sectors. A warp for each row asks for 4(2mn + m) = " + grouped(4 * (2 * m * n + m)) +
        ": x is the same in every row, and on a real GPU a cache has it. The intensity is " +
        printed(2.0 * m * n / predicted, 3) + " as predicted, and " +
        printed(2.0 * m * n / double(asked.moved), 3) + " without any cache.");
    const double sectors = double(requests(Requested::global_loads).served), least = 2.0 * m * n / 8;
    expect_that(
        sectors <= 1.1 * least,
        "The loads of your sgemv need " + grouped(i64(sectors)) +
            " sectors for m = 157, n = 512; 1.1 · 2mn/8 = " + grouped(i64(1.1 * least)) + " are enough.",
        {known_if(
            uncoalesced(), "uncoalesced", 1,
            "Neighbouring threads load numbers of A that lie a row apart, and of each sector 4 bytes are "
            "used. Let the 32 lanes of a warp share a row.")});
}
