#include "normal_equations.hpp"

#include "judge/test.hpp"
#include "matrix/tools.hpp"

#include <cmath>

using namespace judge;
using arma::mat;
using arma::uword;
using arma::vec;

namespace {

// ---- what a Cholesky solve promises ----------------------------------------------------------------------
//
// Let u be the unit roundoff, and A = XᵀX, b = Xᵀy and w exact. Three things go wrong on the way to ŵ:
//
// 1. Reading. Decimal data are rounded once: X(1 + δ), y(1 + δ) with |δ| <= u. This adds two factors 1 + δ to
//    each product in A and b.
// 2. Forming. In any order of summation |Â − A| <= γ_{n+2}|Xᵀ||X| and |b̂ − b| <= γ_{n+2}|Xᵀ||y|: n + 2
// factors
//    for each product, those of reading included (bounds.hpp).
// 3. Solving. Cholesky, in any order of its operations, gives (Â + E)ŵ = b̂ with |E| <= γ_{3p+1}|L̂||L̂ᵀ|
//    (Higham, Theorem 10.4); LDLᵀ needs one operation more. Row i of L̂ has a squared length of at most
//    Â_ii/(1 − γ_{p+1}) (there, Theorem 10.5), so that by Cauchy and Schwarz
//    |E_ij| <= γ_{3p+2}/(1 − γ_{p+1}) √(Â_ii Â_jj) <= γ_{4p+3} √(Â_ii Â_jj) <= γ_{4p+4} √(A_ii A_jj).
//
// Together A(w − ŵ) = (Â − A + E)ŵ − (b̂ − b), and with d_i = √A_ii, entry by entry,
//     |w − ŵ| <= |A⁻¹| (γ_{4p+4} d dᵀ|ŵ| + γ_{n+3} |Xᵀ|(|y| + |X||ŵ|)).
// γ_{n+3} instead of γ_{n+2} because X, y and A⁻¹ on the right are those of the rounded data. The bound holds
// for the ŵ that was returned, so nothing of second order is left out; and no ŵ helps itself by being large,
// since the right-hand side grows by less than 10⁻⁶|ŵ| in these tests.

Exact transpose_times(const mat& X, const mat& Y) { return Exact(table(X)).transposed() * Exact(table(Y)); }

/// The inverse of a positive definite matrix, by Gauss and Jordan; such a matrix needs no pivoting.
Exact inverse(Exact A) {
    const std::size_t p = A.rows();
    Exact result(p, p);
    for (std::size_t i = 0; i < p; ++i) result(i, i) = 1;
    for (std::size_t k = 0; k < p; ++k)
        for (std::size_t i = 0; i < p; ++i) {
            if (i == k) continue;
            const DoubleDouble factor = A(i, k) / A(k, k);
            for (std::size_t j = 0; j < p; ++j) {
                A(i, j) = A(i, j) - factor * A(k, j);
                result(i, j) = result(i, j) - factor * result(k, j);
            }
        }
    for (std::size_t i = 0; i < p; ++i)
        for (std::size_t j = 0; j < p; ++j) result(i, j) = result(i, j) / A(i, i);
    return result;
}

/// The weights that minimize ‖Xw − y‖, and how far from them `got` may be if Cholesky found it.
Expected best_fit(const mat& X, const vec& y, const vec& got) {
    const Exact A = transpose_times(X, X), to_w = inverse(A), w = to_w * transpose_times(X, y);
    const double p = double(X.n_cols), n = double(X.n_rows);
    Table d(X.n_cols, 1);
    for (std::size_t i = 0; i < d.rows; ++i) d(i, 0) = std::sqrt(double(A(i, i)));
    const Table size = got.n_elem == X.n_cols ? magnitude(table(got)) : Table(X.n_cols, 1);
    const Table absX = magnitude(table(X)), values = sum(magnitude(table(y)), product(absX, size));
    const Table solving = scaled(judge::gamma(4 * p + 4), product(d, product(transposed(d), size)));
    const Table forming = scaled(judge::gamma(n + 3), product(transposed(absX), values));
    return within(w, product(magnitude(to_w.rounded()), sum(solving, forming)),
                  "Higham, Theorems 10.4 and 10.5, and the rounding of A and b");
}

// ---- checks ----------------------------------------------------------------------------------------------

NormalSys system_of(const mat& X, const vec& y) { return submit(CALL(normal_system), X, y); }

/// Checks A = XᵀX and b = Xᵀy: exactly where they consist of integers, otherwise within γ_n.
bool expect_system(const mat& X, const vec& y, const NormalSys& got, bool integers) {
    const Showing inputs{{"X", table(X)}, {"y", table(y)}};
    const double n = double(X.n_rows);
    const Table Xt = transposed(table(X));
    const auto right = [&](const mat& Y) {
        const Exact value = transpose_times(X, Y);
        const Table none(X.n_cols, Y.n_cols);
        return integers ? exactly(value.rounded())
                        : within(value, product_bound(Xt, table(Y)), "γ_n times the product of magnitudes");
    };
    const bool A_holds = expect(
        "A", got.A, right(X),
        {known("row_gram", 1,
               "Your A equals XXᵀ, which compares samples with samples (n x n). The normal equations need "
               "XᵀX, which compares features with features (p x p): there is one weight for each feature.",
               [&] { return mat(X * X.t()); }),
         known("half_mean", 1,
               "Your A equals XᵀX/n: there is no 1/n in this system, and where it stands on one side "
               "only, it makes w n times too large.",
               [&] { return mat(X.t() * X / n); })});
    const bool b_holds = expect(
        "b", got.b, right(y),
        {known(
             "half_mean", 1,
             "Your b equals Xᵀy/n: there is no 1/n in this system, and where it stands on one side only, it "
             "makes w n times too small.",
             [&] { return vec(X.t() * y / n); }),
         known("negated", 1,
               "Your b equals −Xᵀy, so that w gets the wrong sign: the gradient Xᵀ(Xw − y) is zero where "
               "XᵀXw = +Xᵀy.",
               [&] { return vec(-X.t() * y); }),
         known("affine_y", 1,
               "Your b equals Xᵀ(y − mean of y): that is another problem. If the model is to have an "
               "intercept, X has a column of ones; y stays as it is.",
               [&] { return vec(X.t() * (y - arma::mean(y))); })});
    return A_holds && b_holds;
}

/// Whether solve_normal returns, rather than throws.
bool returns(const NormalSys& system) { return thrown_by(CALL(solve_normal), system).empty(); }

void expect_refused(const std::string& why, const NormalSys& system) {
    if (!returns(system)) {
        expect_throw<std::domain_error>(why, CALL(solve_normal), system);
        return;
    }
    const Showing inputs{{"A", table(system.A)}, {"b", table(system.b)}};
    expect_that(
        false, "Your solve_normal must throw std::domain_error " + why + "; it returned.",
        {known_if(true, "silent_singular", 2,
                  "You return a w where many are equally good, or only noise tells them apart. Cholesky "
                  "alone does not always notice: compare the pivots L_jj² with 100 p ε max A_ii.")});
}

std::vector<Known> solve_mistakes(const NormalSys& system) {
    return {known("half_solve", 3,
                  "Your w equals L⁻¹b, the solution of the first triangular system. A = LLᵀ, so a second one "
                  "follows: Lᵀw = z.",
                  [system] {
                      mat L;
                      tools::cholesky(system.A, L);
                      return tools::solve_tri(L, system.b, true, false);
                  })};
}

/// Checks that solve_normal returns exactly w, where A = LLᵀ consists of numbers that no step rounds.
void expect_solution(const std::string& name, const mat& A, const vec& b, const vec& w) {
    const Showing inputs{{"A", table(A)}, {"b", table(b)}};
    if (!returns({A, b})) {
        const bool only_here = returns({{{4, 2}, {2, 5}}, {1, 1}});
        expect_that(
            false, "Your solve_normal throws for " + name + ", which has one solution.",
            {known_if(only_here, "absolute_pivot", 2,
                      "You refuse a positive definite A because its pivots are small numbers. They are not "
                      "small beside A: the threshold is 100 p ε max A_ii, so that units do not matter.")});
        return;
    }
    expect("w", submit(CALL(solve_normal), NormalSys{A, b}), exactly(w), solve_mistakes({A, b}));
}

// ---- data ------------------------------------------------------------------------------------------------

/// Samples with an intercept: a column of ones, then integers.
mat with_intercept(uword n, uword p, Random& random) {
    mat X = random.integers(n, p);
    X.col(0).ones();
    return X;
}

vec positive(uword n, Random& random) { return arma::abs(random.integers(n, 1)); }

void shuffle_rows(mat& X, Random& random) {
    for (uword i = X.n_rows - 1; i > 0; --i) X.swap_rows(i, uword(random.integer(0, int(i))));
}

/// Independent columns in different units. Among the rows, up to the units, are those of the identity, so
/// that XᵀX >= 1/64; and no normal() exceeds 9, so that max A_ii < 2·10⁵ and every pivot is far above the
/// threshold.
mat independent_columns(uword n, uword p, Random& random) {
    mat X = random.normals(n, p);
    X.head_rows(p) = arma::eye(p, p);
    shuffle_rows(X, random);
    for (uword j = 0; j < p; ++j) X.col(j) *= j % 3 == 0 ? 8 : j % 3 == 1 ? 1 : 0.125;
    return X;
}

/// Positive integers, with the rows of the identity among them: XᵀX >= 1.
mat independent_integers(uword n, uword p, Random& random) {
    mat X = arma::abs(random.integers(n, p));
    X.head_rows(p) = arma::eye(p, p);
    shuffle_rows(X, random);
    return X;
}

/// The design matrix of a line, and what was measured.
std::pair<mat, vec> norris() {
    const mat data = dataset("nist_norris.csv");
    return {arma::join_rows(arma::ones(data.n_rows), data.col(1)), data.col(0)};
}

vec certified(const std::string& name) { return dataset("nist_" + name + "_certified.csv"); }

/// The digits in which every coefficient agrees with its certified value.
double common_digits(const vec& w, const vec& right) {
    return -std::log10(arma::max(arma::abs(w - right) / arma::abs(right)) + 1e-15);
}

std::string one_decimal(double x) { return printed(std::round(10 * x) / 10, 9); }

} // namespace

TEST_CASE("A = XᵀX and b = Xᵀy, without a factor, whether X is tall or wide", "[points:1]") {
    Random random(seed());
    for (const auto& [n, p] :
         std::initializer_list<std::pair<uword, uword>>{{5, 3}, {3, 5}, {7, 2}, {4, 4}}) {
        const mat X = with_intercept(n, p, random);
        const vec y = positive(n, random);
        if (!expect_system(X, y, system_of(X, y), true)) return;
    }
    const mat one(1, 1, arma::fill::value(3)), none(0, 2);
    if (expect_system(one, {-2}, system_of(one, {-2}), true))
        expect_system(none, vec(), system_of(none, vec()), true);
}

TEST_CASE("w solves the normal equations as closely as Cholesky factorization can", "[points:1]") {
    Random random(seed());
    const mat line = {{1, 1}, {1, 2}, {1, 3}};
    const vec values = {1, 2, 2.5}; // fitted by 1/3 + 3/4 x
    const NormalSys of_line = system_of(line, values);
    if (!expect_system(line, values, of_line, true)) return;

    // Powers of two on the diagonal: neither a root nor a quotient rounds.
    mat L = arma::trimatl(random.integers(4, 4));
    L.diag() = vec{2, 1, 4, 2};
    const vec w = {3, -2, 5, 7};
    const mat A = L * L.t();
    const vec b = A * w;
    expect_solution("an A of integers", A, b, w);
    expect_solution("an A of integers times 2^-80", 0x1p-80 * A, 0x1p-80 * b, w);

    const vec through_line = submit(CALL(solve_normal), of_line);
    expect("w", through_line, best_fit(line, values, through_line), solve_mistakes(of_line));
    for (const auto& [n, p] : std::initializer_list<std::pair<uword, uword>>{{23, 4}, {17, 7}, {9, 1}}) {
        const mat X = independent_columns(n, p, random);
        const vec y = random.normals(n, 1);
        const Showing inputs{{"X", table(X)}, {"y", table(y)}};
        const NormalSys system = system_of(X, y);
        if (!expect_system(X, y, system, false)) return;
        const vec got = submit(CALL(solve_normal), system);
        expect("w", got, best_fit(X, y, got), solve_mistakes(system));
    }
}

TEST_CASE("the line through NIST's Norris data has the certified coefficients", "[points:1]") {
    const auto [X, y] = norris();
    const vec right = certified("norris");
    const NormalSys system = system_of(X, y);
    if (!expect_system(X, y, system, false)) return;
    const vec w = submit(CALL(solve_normal), system);
    // The certified values are exact for the decimal data, to half a unit of their 15th digit. The bound is
    // about 2·10⁻¹¹ and 4·10⁻¹⁴: Cholesky errs by 0.01 and 0.1 of it, a system formed in single precision by
    // 10⁵ times as much, and one with 10⁻¹² max A_ii added to the diagonal, lest it be singular, by 7000
    // times.
    Table bound = best_fit(X, y, w).bound;
    for (std::size_t i = 0; i < bound.rows; ++i)
        bound(i, 0) += 0.5 * std::pow(10, std::floor(std::log10(std::fabs(right(i)))) - 14);
    const Showing inputs{{"X", table(X)}, {"y", table(y)}};
    expect("w", w, within(Exact(table(right)), bound, "a Cholesky solve of rounded A and b, κ(A) = 7·10⁵"),
           solve_mistakes(system));
}

TEST_CASE("dependent columns give a system, but no w; shapes that do not fit are refused", "[points:1]") {
    Random random(seed());
    const mat Z = independent_integers(9, 3, random);
    const vec y = positive(9, random);
    // A and b are exact. If A z = 0 for the leading block that ends with the dependent column j, its computed
    // pivot is at most γ_{p+1}/(1 − γ_{p+1}) (Σ|z_i|)²/z_j² max A_ii (from Higham, Theorem 10.3): 4γ for a
    // copy, 9γ for a sum, which is at most 9pε max A_ii. The threshold is 100pε max A_ii.
    const mat copied = arma::join_rows(Z, Z.col(0));
    const mat summed = arma::join_rows(Z.cols(0, 1), Z.col(0) + Z.col(1), Z.col(2));
    for (const auto& [X, why] : {std::pair{copied, "if column 4 of X is a copy of column 1"},
                                 {summed, "if column 3 of X is the sum of columns 1 and 2"}}) {
        const NormalSys system = system_of(X, y);
        if (!expect_system(X, y, system, true)) return;
        expect_refused(why, system);
    }
    const mat wide = {{1, 1, 2}, {0, 1, 1}};
    expect_refused("if n < p", {wide.t() * wide, wide.t() * vec{1, 5}});
    expect_refused("if there is no sample", {mat(2, 2), vec(2)});

    // L = (1, 0; 1, √δ): the second pivot comes out as δ exactly.
    const double below = 10 * epsilon, above = 0x1p-40;
    expect_refused("if a pivot is 10ε beside max A_ii = 1", {{{1, 1}, {1, 1 + below}}, {3, 3}});
    expect_solution("a pivot of 2^-40 beside max A_ii = 1", {{1, 1}, {1, 1 + above}}, {3, 3 + 2 * above},
                    {1, 2});

    const mat square = {{4, 2}, {2, 5}};
    expect_throw<std::invalid_argument>("if y is shorter than X", CALL(normal_system), Z, vec(8));
    expect_throw<std::invalid_argument>("if A is not square", CALL(solve_normal),
                                        NormalSys{mat(3, 2), vec(3)});
    expect_throw<std::invalid_argument>("if b is longer than A", CALL(solve_normal),
                                        NormalSys{square, vec(3)});
}

TEST_CASE("shown: how many certified digits survive on NIST's Longley data", "[points:0]") {
    const mat data = dataset("nist_longley.csv");
    const vec y = data.col(0), right = certified("longley");
    const mat features = data.tail_cols(6), ones(data.n_rows, 1, arma::fill::ones);
    const mat first = arma::join_rows(ones, features), last = arma::join_rows(features, ones);
    const NormalSys system = system_of(first, y);
    if (!resembles(table(system.A), transpose_times(first, first).rounded()) || !returns(system)) return;
    const vec w = submit(CALL(solve_normal), system);
    if (w.n_elem != 7 || !(common_digits(w, right) >= 1)) return;
    const auto [X, values] = norris();
    const vec line = submit(CALL(solve_normal), system_of(X, values));
    if (line.n_elem != 2) return;
    remark("Norris, 36 x 2, κ(A) = 7·10⁵: your w agrees with NIST's certified coefficients in " +
           one_decimal(common_digits(line, certified("norris"))) +
           " digits. Longley, 16 x 7, κ(A) = 2·10¹⁹: with the intercept first, the smallest pivot is 0.45, "
           "where the "
           "threshold is 0.40, and your w agrees in " +
           one_decimal(common_digits(w, right)) + " digits.");
    remark(std::string("Longley with the intercept last, the same fit: your solve_normal ") +
           (returns(system_of(last, y)) ? "returns a w." : "refuses it.") +
           " A pivot is what the columns before leave of the squared length of a column, and of the sixteen "
           "ones "
           "the other six leave 10⁻⁷. The fit is unique in either order; this method cannot tell.");
}
