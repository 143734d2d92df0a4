#include "loop_order_calls.hpp"

#include "judge/test.hpp"

using namespace judge;
using arma::mat;

namespace {

constexpr i64 word = 8, L = 8, Z = 1024; // a line of 64 bytes, a cache of 8 KiB
const trace::Caches cache{.line = L * word, .capacity = {Z * word}};

// ---- operands
// ------------------------------------------------------------------------------------------------

i64 rows(const mat& M) { return static_cast<i64>(M.n_rows); }
i64 cols(const mat& M) { return static_cast<i64>(M.n_cols); }

/// A matrix with `room` elements between its rows.
template<class T> struct Operand : Buffer<T> {
    Operand(const std::string& name, const mat& values, i64 room = 0)
        : Buffer<T>(name, rows(values), cols(values), cols(values) + room) {
        this->fill([&](i64 i, i64 j) { return values(arma::uword(i), arma::uword(j)); });
    }
};

/// An output: what is in it beforehand is NaN.
mat nothing(i64 m, i64 n) { return mat(arma::uword(m), arma::uword(n), arma::fill::value(arma::datum::nan)); }

// ---- products and sums of integers
// ---------------------------------------------------------------------------

template<class T> bool expect_product(Callee<void (*)(CView<T>, CView<T>, View<T>)> gemm, const mat& a,
                                      const mat& b, i64 room) {
    Operand<T> A("A", a, room), B("B", b, 2 * room), C("C", nothing(rows(a), cols(b)), 3 * room);
    submit(gemm, A.view(), B.view(), C.view());
    const Showing inputs{{"A", table(a)}, {"B", table(b)}};
    return expect("C", C.view(), exactly(mat(a * b)));
}

template<class T> bool expect_sums(Callee<void (*)(CView<T>, View<T>)> sums, const mat& a, i64 room) {
    Operand<T> A("A", a, room), s("s", nothing(1, cols(a)));
    submit(sums, A.view(), s.view());
    const Showing inputs{{"A", table(a)}};
    return expect("s", s.view(), exactly(mat(arma::sum(a, 0))));
}

// ---- sweeps
// --------------------------------------------------------------------------------------------------

struct Sweep {
    i64 n, stride, L, Z, passes;
};

/// By simulation.
i64 simulated(const Sweep& sweep) {
    trace::LruStack lru({static_cast<std::size_t>(sweep.Z / sweep.L)});
    i64 misses = 0;
    for (i64 pass = 0; pass < sweep.passes; ++pass)
        for (i64 i = 0; i < sweep.n; ++i)
            misses += static_cast<i64>(lru.touch(static_cast<std::uint64_t>(i * sweep.stride / sweep.L)));
    return misses;
}

/// By the formula, where a simulation would take too long, and with the known mistakes in it.
i64 by_formula(const Sweep& sweep, i64 lines) {
    return lines <= sweep.Z / sweep.L ? lines : lines * sweep.passes;
}
i64 lines(const Sweep& sweep, i64 word_size = 1) {
    const i64 stride = sweep.stride * word_size;
    return stride >= sweep.L ? sweep.n : (sweep.n - 1) * stride / sweep.L + 1;
}

bool expect_sweep(const Sweep& sweep, i64 right) {
    const auto number = [](i64 value) { return mat{static_cast<double>(value)}; };
    const auto got = submit(CALL(sweep_misses), sweep.n, sweep.stride, sweep.L, sweep.Z, sweep.passes);
    const Showing inputs{{"n", table(sweep.n)},
                         {"stride", table(sweep.stride)},
                         {"L", table(sweep.L)},
                         {"Z", table(sweep.Z)},
                         {"passes", table(sweep.passes)}};
    return expect(
        "sweep_misses", got, exactly(right),
        {known("always_n", 1,
               "You count a line for every word. If the stride is smaller than a line, neighbours share one.",
               [&] { return number(by_formula(sweep, sweep.n)); }),
         known(
             "never_refills", 2,
             "You count every line once, however many passes there are. If the cache does not hold all lines "
             "of a sweep, the next pass finds none of them.",
             [&] { return number(lines(sweep)); }),
         known("bytes_for_words", 1,
               "You multiply the stride by 8, as if L were bytes. L, Z and the stride are all counted in "
               "words.",
               [&] { return number(by_formula(sweep, lines(sweep, word))); })});
}

} // namespace

TEST_CASE("products of integers come out exactly, for all shapes and leading dimensions", "[points:1]") {
    Random random(seed());
    for (const i64 room : {0, 3})
        for (const auto& [m, n, k] :
             {std::array{3, 3, 3}, {4, 7, 5}, {1, 6, 2}, {5, 1, 3}, {2, 3, 1}, {3, 2, 0}})
            if (!expect_product(CALL(gemm_ikj<double>), random.integers(m, k), random.integers(k, n), room))
                return;
    if (!expect_product(CALL(gemm_ikj<float>), random.integers(6, 4), random.integers(4, 9), 1)) return;
    expect_product(CALL(gemm_ikj<double>), mat(0, 3), random.integers(3, 2), 0);
}

TEST_CASE("the product walks along rows, so a small cache misses once for every line of B and i",
          "[points:1]") {
    Random random(seed());
    constexpr i64 n = 128;
    const mat a = random.integers(n, n), b = random.integers(n, n);
    Operand<double> A("A", a), B("B", b), C("C", nothing(n, n));
    const auto measured = measure(cache, CALL(gemm_ikj<double>), A.view(), B.view(), C.view());
    if (!expect("C", C.view(), exactly(mat(a * b)))) return;

    // In the order i, p, j a row of B and one of C are in the cache, 2n/L + 1 of its Z/L lines; B, of n²/L
    // lines, comes anew for every i.
    constexpr i64 enough = 21 * (n * n * n / L + 2 * n * n / L) / 20;
    const bool down_B = measured["B"].walked_by_columns(), down_C = measured["C"].walked_by_columns();
    if (!expect_misses(
            measured, 0, enough, "1.05 (n³/L + 2n²/L), for n = 128",
            {known_if(
                 down_B, "ijk", 1,
                 "Your innermost loop runs down a column of B: every step is a row further, in another line. "
                 "Let it run along the rows of B and C."),
             known_if(
                 down_C, "jki", 1,
                 "Your innermost loop runs down the columns of A and C, so two lines are fetched for every "
                 "product. Let it run along the rows of B and C.")}))
        return;
    remark(
        "Your product of 128 × 128 matrices misses a cache of 8 KiB " + grouped(measured.misses(0)) +
        " times. With the loops in the order i, j, p it would be 2,375,680 times, and with j, p, i 4,210,688 "
        "times, 15.8 times as often as with i, p, j. How much the order matters depends on stride and cache; "
        "\"a "
        "factor of ten\" is no law (erratum E49).");
}

TEST_CASE("column sums of integers come out exactly", "[points:1]") {
    Random random(seed());
    for (const i64 room : {0, 2})
        for (const auto& [m, n] : {std::array{4, 3}, {3, 7}, {1, 5}, {6, 1}, {2, 2}})
            if (!expect_sums(CALL(sums_into_row<double>), random.integers(m, n), room)) return;
    if (!expect_sums(CALL(sums_into_row<float>), random.integers(5, 4), 1)) return;
    expect_sums(CALL(sums_into_row<double>), mat(0, 3), 0); // an empty sum is 0
}

TEST_CASE("column sums read the matrix row by row, each line once", "[points:1]") {
    Random random(seed());
    constexpr i64 n = 256;
    const mat a = random.integers(n, n);
    Operand<double> A("A", a), s("s", nothing(1, n));
    const auto measured = measure(cache, CALL(sums_into_row<double>), A.view(), s.view());
    if (!expect("s", s.view(), exactly(mat(arma::sum(a, 0))))) return;
    // A once, n²/L lines; s, of n/L lines, stays in the cache. As much again for s allows to set it to 0
    // first.
    expect_misses(
        measured, 0, 21 * (n * n / L + 2 * n / L) / 20, "1.05 (n²/L + 2n/L), for n = 256",
        {known_if(
            measured["A"].walked_by_columns(), "column_walk", 1,
            "You finish one column before the next, so every step is in another line, and when you come back "
            "for the next column the lines are gone. Let all sums grow together, row by row.")});
}

TEST_CASE("the misses of repeated sweeps are predicted exactly", "[points:1]") {
    for (const Sweep& sweep : {Sweep{300, 1, 32, 256, 3}, {300, 3, 64, 512, 4}})
        if (!expect_sweep(sweep, simulated(sweep))) return;
    for (const i64 stride : {1, 3, 8, 128})
        for (const i64 passes : {2, 5})
            for (const i64 n : {300, 7, 129, 128, 1000}) {
                const Sweep sweep{n, stride, L, Z, passes};
                if (!expect_sweep(sweep, simulated(sweep))) return;
            }
    // one line only; a cache that is no multiple of a line; just too large and just small enough
    for (const Sweep& sweep :
         {Sweep{10, 5, 8, 8, 4}, {9, 3, 4, 11, 3}, {1, 7, 8, 64, 9}, {33, 2, 1, 32, 2}, {32, 2, 1, 32, 2}})
        if (!expect_sweep(sweep, simulated(sweep))) return;
    // 32 bits are not enough
    const Sweep large{3'000'000, 5, 8, 4096, 2'000};
    expect_sweep(large, by_formula(large, lines(large)));
}

TEST_CASE("what makes no sense is refused", "[points:1]") {
    Random random(seed());
    const mat a = random.integers(2, 3), b = random.integers(3, 4);
    if (!expect_product(CALL(gemm_ikj<double>), a, b, 1) || !expect_sums(CALL(sums_into_row<double>), a, 1) ||
        !expect_sweep({300, 3, 64, 512, 4}, simulated({300, 3, 64, 512, 4})))
        return;
    const auto refuses_product = [&](const std::string& why, const mat& x, const mat& y, const mat& z) {
        Operand<double> A("A", x), B("B", y), C("C", z);
        return expect_throw<std::invalid_argument>(why, CALL(gemm_ikj<double>), A.view(), B.view(), C.view());
    };
    refuses_product("if A is 2 x 3 and B is 4 x 4", a, random.integers(4, 4), nothing(2, 4));
    refuses_product("if AB is 2 x 4 and C is 3 x 4", a, b, nothing(3, 4));
    refuses_product("if AB is 2 x 4 and C is 2 x 5", a, b, nothing(2, 5));
    for (const i64 sums : {2, 4}) {
        Operand<double> A("A", a), s("s", nothing(1, sums));
        expect_throw<std::invalid_argument>("if A has 3 columns and there are " + std::to_string(sums) +
                                                " sums",
                                            CALL(sums_into_row<double>), A.view(), s.view());
    }
    for (const auto& [why, bad] : {std::pair<const char*, Sweep>{"if n = 0", {0, 3, L, Z, 2}},
                                   {"if the stride is 0", {300, 0, L, Z, 2}},
                                   {"if the stride is -1", {300, -1, L, Z, 2}},
                                   {"if L = 0", {300, 3, 0, Z, 2}},
                                   {"if there is no pass", {300, 3, L, Z, 0}},
                                   {"if Z < L", {300, 3, L, L - 1, 2}}})
        expect_throw<std::invalid_argument>(why, CALL(sweep_misses), bad.n, bad.stride, bad.L, bad.Z,
                                            bad.passes);
}
