#include "gemm_naive_calls.hpp"

#include "judge/test.hpp"

using namespace judge;
using arma::mat;

namespace {

/// One call. A and B are as they are stored.
struct Product {
    bool ta, tb;
    double alpha;
    mat A, B;
    double beta;
    mat C;
};

struct Flags {
    bool ta, tb;
};
constexpr Flags all_flags[] = {{true, false}, {false, true}, {false, false}, {true, true}};

struct Size {
    arma::uword m, n, k;
};

// ---- what is right ---------------------------------------------------------------------------------------

mat op(bool transposed, const mat& M) { return transposed ? mat(M.t()) : M; }

/// The terms that a factor of 0 takes out are not looked at.
Exact value(const Product& product) {
    const mat A = op(product.ta, product.A), B = op(product.tb, product.B);
    Exact C(A.n_rows, B.n_cols);
    for (arma::uword i = 0; i < C.rows(); ++i)
        for (arma::uword j = 0; j < C.cols(); ++j) {
            if (product.alpha != 0)
                for (arma::uword p = 0; p < A.n_cols; ++p) C(i, j) += DoubleDouble(A(i, p)) * B(p, j);
            C(i, j) = product.alpha * C(i, j);
            if (product.beta != 0) C(i, j) += DoubleDouble(product.beta) * product.C(i, j);
        }
    return C;
}

Expected exact(const Product& product) { return exactly(value(product).rounded()); }

/// A term of the sum suffers k + 2 roundings at most: its product, k - 1 additions, that with alpha, and the
/// addition of beta C; or, if beta C comes first, k additions and two products. beta C suffers k + 1 at most.
Expected rounded(const Product& product, double u) {
    const Table A = table(op(product.ta, product.A)), B = table(op(product.tb, product.B));
    const double factor = gamma(static_cast<double>(A.cols) + 2, u) * std::fabs(product.beta);
    return within(value(product),
                  sum(scaled(std::fabs(product.alpha), product_bound(A, B, 2, u)),
                      scaled(factor, magnitude(table(product.C)))),
                  "gamma_{k+2} (|alpha||op(A)||op(B)| + |beta||C|)");
}

// ---- what is well known and wrong ------------------------------------------------------------------------

mat times(const Product& product) {
    return product.alpha * op(product.ta, product.A) * op(product.tb, product.B);
}

mat with_beta_in_the_loop(const Product& product) {
    const mat A = op(product.ta, product.A), B = op(product.tb, product.B);
    mat C = product.C;
    for (arma::uword p = 0; p < A.n_cols; ++p) C = product.beta * C + product.alpha * (A.col(p) * B.row(p));
    return C;
}

std::vector<Known> known_mistakes(const Product& product) {
    const auto accumulated = [&] { return mat(times(product) + product.C); };
    return {
        known("beta_ignored", 1,
              "Your C is α op(A) op(B): nothing is left of what was in it. β says how much of that stays.",
              [&] { return times(product); }),
        product.beta == 0
            ? known(
                  "no_zeroing", 2,
                  "Your C is α op(A) op(B) plus what was in it before: with β = 0 nothing of that may stay.",
                  accumulated)
            : known("beta_ignored", 1,
                    "Your C is α op(A) op(B) plus what was in it before, without the factor β.", accumulated),
        known(
            "beta_inside_loop", 2,
            "Your C is multiplied by β for every term of the sum, so old terms get powers of β. β acts once "
            "on an entry.",
            [&] { return with_beta_in_the_loop(product); }),
        known(
            "flags_swapped", 2,
            "You transpose A if tb is set and B if ta is. Each flag is about the matrix whose name it bears.",
            [&] {
                auto swapped = product;
                std::swap(swapped.ta, swapped.tb);
                return mat(times(swapped) + product.beta * product.C);
            })};
}

// ---- calls and checks ------------------------------------------------------------------------------------

/// How many elements lie between cols and ld.
struct Room {
    int A = 0, B = 0, C = 0;
};

/// The matrices of a product, each in a buffer of its own.
template<class T> class Operands {
  public:
    Buffer<T> A, B, C;

    Operands(const Product& product, Room room)
        : A("A", rows(product.A), cols(product.A), cols(product.A) + room.A),
          B("B", rows(product.B), cols(product.B), cols(product.B) + room.B),
          C("C", rows(product.C), cols(product.C), cols(product.C) + room.C) {
        fill(A.view(), product.A);
        fill(B.view(), product.B);
        fill(C.view(), product.C);
    }

    static i64 rows(const mat& M) { return static_cast<i64>(M.n_rows); }
    static i64 cols(const mat& M) { return static_cast<i64>(M.n_cols); }
    static void fill(View<T> view, const mat& values) {
        for (i64 i = 0; i < view.rows; ++i)
            for (i64 j = 0; j < view.cols; ++j)
                view(i, j) = static_cast<T>(values(arma::uword(i), arma::uword(j)));
    }
};

template<class R, class T> using Gemm = Callee<R (*)(bool, bool, T, CView<T>, CView<T>, T, View<T>)>;

template<class R, class T> R call(Gemm<R, T> gemm, const Product& product, Operands<T>& in) {
    return submit(gemm, product.ta, product.tb, product.alpha, in.A.view(), in.B.view(), product.beta,
                  in.C.view());
}

/// C after the call.
template<class T> Table result(Gemm<void, T> gemm, const Product& product, Room room = {}) {
    Operands<T> operands(product, room);
    call(gemm, product, operands);
    return table(operands.C.view());
}

bool expect_C(const Product& product, const Table& got, const Expected& right,
              const std::vector<Known>& mistakes) {
    const Showing inputs{{"ta", table(product.ta)},           {"tb", table(product.tb)},
                         {"alpha", table(product.alpha)},     {"A (as stored)", table(product.A)},
                         {"B (as stored)", table(product.B)}, {"beta", table(product.beta)},
                         {"the old C", table(product.C)}};
    return expect("C", got, right, mistakes);
}

/// Integers, of which C must come out exactly.
template<class T> bool expect_exact(Gemm<void, T> gemm, const Product& product, Room room = {}) {
    return expect_C(product, result(gemm, product, room), exact(product), known_mistakes(product));
}

Product integers(Random& random, Size size, Flags flags) {
    const auto [m, n, k] = size;
    return {flags.ta,
            flags.tb,
            2,
            flags.ta ? random.integers(k, m) : random.integers(m, k),
            flags.tb ? random.integers(n, k) : random.integers(k, n),
            -3,
            random.integers(m, n)};
}

/// Normal numbers of type T, and factors that are no integers; C is to be overwritten if A is not transposed.
template<class T> Product reals(Random& random, Size size, Flags flags) {
    Product product = integers(random, size, flags);
    for (mat* M : {&product.A, &product.B, &product.C})
        M->transform([&](double) { return double(T(random.normal())); });
    product.alpha = double(T(-1.37));
    product.beta = flags.ta ? double(T(0.61)) : 0;
    return product;
}

mat nan(const mat& like) { return mat(like.n_rows, like.n_cols, arma::fill::value(arma::datum::nan)); }

} // namespace

TEST_CASE("products of integers come out exactly, for all flags and all sizes", "[points:1]") {
    Random random(seed());
    for (const Size size : {Size{3, 3, 3}, {2, 3, 5}})
        for (const Flags flags : all_flags)
            if (!expect_exact(CALL(gemm<double>), integers(random, size, flags))) return;
    for (const Flags flags : all_flags)
        if (!expect_exact(CALL(gemm<float>), integers(random, {4, 7, 3}, flags))) return;
    int turn = 0;
    for (const Size size : {Size{5, 4, 2}, {1, 1, 1}, {1, 4, 3}, {3, 1, 2}, {2, 3, 1}, {0, 3, 2}, {3, 0, 2}})
        if (!expect_exact(CALL(gemm<double>), integers(random, size, all_flags[turn++ % 4]))) return;
}

TEST_CASE("what has the factor 0 is not read, and an empty sum is 0", "[points:1]") {
    Random random(seed());
    Product product = integers(random, {3, 4, 5}, {true, false});
    const auto zero_times_nan = [](const std::string& factor, const std::string& matrix) {
        return known_if(true, "nan_times_zero", 2,
                        "With numbers in " + matrix +
                            " this call comes out right, with NaN it does not: you read " + matrix +
                            " although " + factor + " = 0. 0 · NaN is NaN, not 0.");
    };
    const auto expect_without = [&](const Product& poisoned, const std::vector<Known>& mistakes) {
        return expect_C(poisoned, result(CALL(gemm<double>), poisoned), exact(product), mistakes);
    };

    product.beta = 0;
    if (!expect_exact(CALL(gemm<double>), product)) return;
    Product poisoned = product;
    poisoned.C = nan(product.C);
    if (!expect_without(poisoned, {zero_times_nan("β", "C")})) return;

    product.alpha = 0, product.beta = -3;
    if (!expect_exact(CALL(gemm<double>), product)) return;
    poisoned = product;
    poisoned.A = nan(product.A), poisoned.B = nan(product.B);
    if (!expect_without(poisoned, {zero_times_nan("α", "A and B")})) return;

    product.beta = poisoned.beta = 0;
    poisoned.C = nan(product.C);
    if (!expect_without(poisoned, {zero_times_nan("α = β", "A, B and C")})) return;

    for (const Flags flags : {Flags{true, false}, Flags{false, false}}) {
        const Product empty = integers(random, {3, 2, 0}, flags);
        if (!expect_C(empty, result(CALL(gemm<double>), empty), exact(empty), {})) return;
    }
}

TEST_CASE("rows begin at multiples of ld, and matrices may be slices of one buffer", "[points:1]") {
    Random random(seed());
    for (const Flags flags : {Flags{false, true}, Flags{true, false}}) {
        Product product = integers(random, {4, 3, 5}, flags);
        if (flags.ta) product.beta = 0;
        if (!expect_exact(CALL(gemm<double>), product)) return;
        const std::vector<Known> ld{known_if(
            true, "ld_is_cols", 2,
            "The same matrices come out right with ld = cols, and wrong with ld > cols: row i of a view "
            "begins at p + i · ld.")};
        for (const Room room : {Room{2, 0, 0}, {0, 3, 0}, {0, 0, 5}, {3, 1, 2}})
            if (!expect_C(product, result(CALL(gemm<double>), product, room), exact(product), ld)) return;

        // C, A and B side by side, with a poisoned column at either end
        const auto count = [](auto n) { return static_cast<i64>(n); };
        const i64 a = count(product.A.n_cols), b = count(product.B.n_cols), c = count(product.C.n_cols);
        Buffer<double> all("the buffer of A, B and C", 6, a + b + c + 2, a + b + c + 2);
        const View<double> C = all.part(1, 1, count(product.C.n_rows), c),
                           A = all.part(0, 1 + c, count(product.A.n_rows), a),
                           B = all.part(1, 1 + c + a, count(product.B.n_rows), b);
        Operands<double>::fill(A, product.A);
        Operands<double>::fill(B, product.B);
        Operands<double>::fill(C, product.C);
        submit(CALL(gemm<double>), product.ta, product.tb, product.alpha, A, B, product.beta, C);
        if (!expect_C(product, table(C), exact(product), known_mistakes(product))) return;
    }
}

TEST_CASE("rounding stays within its bound, in double and in float", "[points:1]") {
    Random random(seed());
    const Room room{3, 2, 1};
    for (const Size size : {Size{4, 5, 29}, {7, 3, 101}})
        for (const Flags flags : {Flags{true, false}, Flags{false, true}}) {
            const auto in_double = reals<double>(random, size, flags);
            if (!expect_C(in_double, result(CALL(gemm<double>), in_double, room),
                          rounded(in_double, unit_roundoff<double>), known_mistakes(in_double)))
                return;
            const auto in_float = reals<float>(random, size, flags);
            if (!expect_C(in_float, result(CALL(gemm<float>), in_float, room),
                          rounded(in_float, unit_roundoff<float>), known_mistakes(in_float)))
                return;
        }
}

TEST_CASE("a term costs one multiplication, and little comes on top", "[points:1]") {
    Random random(seed());
    for (const Flags flags : all_flags) {
        const Size size{4, 6, 9};
        const Product product = integers(random, size, flags);
        Operands<Counted<double>> operands(product, {1, 2, 3});
        const OpCount count = call(CALL(counted_gemm), product, operands);
        if (!expect_C(product, table(operands.C.view()), exact(product), known_mistakes(product))) return;
        const auto [m, n, k] = size;
        const auto least = static_cast<i64>(m * n * k), most = static_cast<i64>(m * n * (2 * k + 2));
        if (!expect_that(least <= count.mul && count.mul <= most,
                         "For m = 4, n = 6, k = 9 your gemm multiplied " + std::to_string(count.mul) +
                             " times; the definition takes from mnk = " + std::to_string(least) +
                             " to mn(2k + 2) = " + std::to_string(most) + " multiplications."))
            return;
    }
}

TEST_CASE("shapes that do not fit together are refused", "[points:1]") {
    Random random(seed());
    const Product good = integers(random, {2, 4, 3}, {true, false});
    if (!expect_exact(CALL(gemm<double>), good, {1, 1, 1})) return;
    const auto expect_refused = [&](const std::string& why, const Product& bad) {
        Operands<double> in(bad, {1, 1, 1});
        expect_throw<std::invalid_argument>(why, CALL(gemm<double>), bad.ta, bad.tb, bad.alpha, in.A.view(),
                                            in.B.view(), bad.beta, in.C.view());
    };
    const auto changed = [&](auto change) {
        Product bad = good;
        change(bad);
        return bad;
    };
    expect_refused("if op(A) is 2 x 5 and op(B) is 3 x 4",
                   changed([&](Product& bad) { bad.A = random.integers(5, 2); }));
    expect_refused("if op(A) is 3 x 2 and op(B) is 3 x 4", changed([&](Product& bad) { bad.ta = false; }));
    expect_refused("if op(A) is 2 x 3 and op(B) is 4 x 3", changed([&](Product& bad) { bad.tb = true; }));
    expect_refused("if op(A) op(B) is 2 x 4 and C is 4 x 2",
                   changed([&](Product& bad) { bad.C = random.integers(4, 2); }));
    expect_refused("if op(A) op(B) is 2 x 4 and C is 2 x 5",
                   changed([&](Product& bad) { bad.C = random.integers(2, 5); }));
    expect_refused("if op(A) op(B) is 2 x 4 and C is 1 x 4",
                   changed([&](Product& bad) { bad.C = random.integers(1, 4); }));
}
