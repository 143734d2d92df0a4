/// @file
/// Views, counted numbers, and the tools that learners are handed.

#include "judge/catch_seam.hpp"

#include "matrix/at_work.hpp"
#include "matrix/counted.hpp"
#include "matrix/half.hpp"
#include "matrix/tools.hpp"
#include "matrix/view.hpp"

#include <bit>
#include <cmath>
#include <limits>

using arma::mat;
using arma::vec;
using namespace tools;

namespace {

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();
constexpr float infinity = std::numeric_limits<float>::infinity();

bool close(const mat& A, const mat& B, double error = 1e-13) {
    return arma::approx_equal(A, B, "absdiff", error);
}

mat number(double value) { return mat(1, 1, arma::fill::value(value)); }

bool orthogonal(const mat& Q) { return close(Q.t() * Q, arma::eye(Q.n_cols, Q.n_cols)); }

} // namespace

TEST_CASE("a view reads and writes its elements, and its part of somebody else's row") {
    double memory[] = {0, 1, 2, 3, 4, 5, 6, 7};
    const View<double> A{memory, 2, 3, 4};
    CHECK(A(1, 2) == 6);
    A(0, 1) = 10;
    CHECK(memory[1] == 10);
    const CView<double> readable = A;
    CHECK((readable(0, 1) == 10 && readable.ld == 4));
}

TEST_CASE("an element outside a view is refused with a sentence that names it") {
    double memory[6] = {};
    const View<double> A{memory, 2, 3, 3};
    CHECK_THROWS_WITH(A(2, 0), "element (2, 0) of a 2 x 3 view");
    CHECK_THROWS_WITH(CView<double>(A)(0, 3), "element (0, 3) of a 2 x 3 view");
    CHECK_THROWS_AS(A(-1, 0), std::out_of_range);
    CHECK_THROWS_AS(A(0, -1), std::out_of_range);
    CHECK_THROWS_AS((View<double>{nullptr, 0, 0, 0})(0, 0), std::out_of_range);
}

TEST_CASE("images are stored image by image, row by row, channels last") {
    float memory[24] = {};
    const T4<float> X{memory, 2, 2, 3, 2};
    X(1, 0, 2, 1) = 5;
    CHECK(memory[1 * 12 + 0 * 6 + 2 * 2 + 1] == 5);
    CHECK(CT4<float>(X)(1, 0, 2, 1) == 5);
}

TEST_CASE("counted numbers count each operation once, and nothing else") {
    counted::operations = {};
    Counted<double> a = 3, b = 4;
    CHECK(((a * b).v == 12 && (a + b).v == 7 && (a - b).v == -1 && (a / b).v == 0.75));
    const auto& [mul, add, div] = counted::operations;
    CHECK((mul == 1 && add == 2 && div == 1));
    CHECK(fma(a, b, Counted<double>(1)).v == 13);
    CHECK((mul == 2 && add == 3 && div == 1));
    a += b;
    a -= 1.0;
    a *= 2.0;
    a /= 4.0;
    CHECK((a.v == 3 && mul == 3 && add == 5 && div == 2));
    CHECK((-a == Counted<double>(-3) && a < b && a != b));
    const auto copy = a;
    CHECK((copy.v == 3 && mul == 3 && add == 5 && div == 2));
}

TEST_CASE("svd_full gives all of U and V, and the singular values in descending order") {
    arma::arma_rng::set_seed(1);
    for (const auto& [m, d] :
         std::vector<std::pair<arma::uword, arma::uword>>{{5, 3}, {3, 5}, {4, 4}, {1, 1}}) {
        const mat A(m, d, arma::fill::randn);
        const auto [U, s, V] = svd_full(A);
        REQUIRE((U.n_rows == m && U.n_cols == m && V.n_rows == d && V.n_cols == d));
        REQUIRE(s.n_elem == std::min(m, d));
        CHECK((orthogonal(U) && orthogonal(V) && s.is_sorted("descend")));
        mat S(m, d);
        S.diag() = s;
        CHECK(close(U * S * V.t(), A));
    }
    const vec s = svd_full(mat{{3, 0}, {0, -4}, {0, 0}}).s;
    CHECK(close(s, vec{4, 3}));
    const auto empty = svd_full(mat(0, 3));
    CHECK((empty.U.is_empty() && empty.s.is_empty() && orthogonal(empty.V) && empty.V.n_rows == 3));
    CHECK_THROWS_AS(svd_full(mat{{1, not_a_number}}), std::runtime_error);
}

TEST_CASE("eigh gives the eigenvalues of a symmetric matrix in ascending order") {
    const mat S{{2, 1, 0}, {1, 2, 0}, {0, 0, -5}};
    const auto [w, V] = eigh(S);
    CHECK(close(w, vec{-5, 1, 3}));
    CHECK((orthogonal(V) && close(V * arma::diagmat(w) * V.t(), S)));
    CHECK(eigh(mat()).w.is_empty());
    CHECK_THROWS_AS(eigh(mat(2, 3)), std::invalid_argument);
    CHECK_THROWS_AS(eigh(number(not_a_number)), std::runtime_error);
}

TEST_CASE("cholesky factors what is positive definite, and says so of what is not") {
    const mat A{{4, 2, -2}, {2, 10, 2}, {-2, 2, 3}};
    mat L;
    REQUIRE(cholesky(A, L));
    CHECK(close(L, mat{{2, 0, 0}, {1, 3, 0}, {-1, 1, 1}}));
    CHECK_FALSE(cholesky(mat{{1, 2}, {2, 1}}, L));
    CHECK_FALSE(cholesky(number(0), L));
    CHECK_FALSE(cholesky(number(-1), L));
    CHECK_FALSE(cholesky(number(not_a_number), L));
    CHECK_THROWS_AS(cholesky(mat(2, 3), L), std::invalid_argument);
    REQUIRE(cholesky(mat(), L));
    CHECK(L.is_empty());
}

TEST_CASE("cholesky reads the lower triangle only, even where the upper one is poisoned") {
    mat L;
    REQUIRE(cholesky(mat{{4, not_a_number, 99}, {2, 10, not_a_number}, {-2, 2, 3}}, L));
    CHECK(close(L, mat{{2, 0, 0}, {1, 3, 0}, {-1, 1, 1}}));
}

TEST_CASE("solve_tri solves with lower and upper, as they are and transposed, and reads one triangle") {
    const mat lower{{2, not_a_number, not_a_number}, {1, 3, not_a_number}, {-1, 4, 5}},
        upper{{2, 1, -1}, {not_a_number, 3, 4}, {not_a_number, not_a_number, 5}};
    const mat L = arma::trimatl(mat{{2, 0, 0}, {1, 3, 0}, {-1, 4, 5}});
    const vec x{1, -2, 3};
    CHECK(close(solve_tri(lower, L * x, true, false), x));
    CHECK(close(solve_tri(lower, L.t() * x, true, true), x));
    CHECK(close(solve_tri(upper, L.t() * x, false, false), x));
    CHECK(close(solve_tri(upper, L * x, false, true), x));
    CHECK(solve_tri(mat(), vec(), true, false).is_empty());
    CHECK_THROWS_AS(solve_tri(mat{{1, 0}, {1, 0}}, vec{1, 1}, true, false), std::domain_error);
    CHECK_THROWS_AS(solve_tri(L, vec{1, 2}, true, false), std::invalid_argument);
    CHECK_THROWS_AS(solve_tri(mat(2, 3), vec{1, 2}, true, false), std::invalid_argument);
}

TEST_CASE("lu_solve solves for several right-hand sides, with pivots, and refuses what is singular") {
    mat X;
    REQUIRE(lu_solve(mat{{0, 2}, {1, 0}}, mat{{4, 6}, {3, 5}}, X));
    CHECK(close(X, mat{{3, 5}, {2, 3}}));
    CHECK_FALSE(lu_solve(mat{{1, 2}, {2, 4}}, vec{1, 2}, X));
    CHECK_FALSE(lu_solve(mat{{1, 2, 3}, {4, 5, 6}, {7, 8, 9}}, vec{1, 2, 3}, X)); // singular to rounding
    CHECK_FALSE(lu_solve(mat(2, 2), vec{1, 2}, X));
    CHECK_FALSE(lu_solve(number(not_a_number), vec{1}, X));
    CHECK(lu_solve(1e-200 * mat{{0, 2}, {1, 0}}, vec{2e-200, 1e-200}, X));
    CHECK(close(X, vec{1, 1}));
    REQUIRE(lu_solve(mat(), mat(0, 2), X));
    CHECK(X.n_cols == 2);
    CHECK_THROWS_AS(lu_solve(mat(2, 3), vec{1, 2}, X), std::invalid_argument);
    CHECK_THROWS_AS(lu_solve(mat(2, 2), vec{1}, X), std::invalid_argument);
}

TEST_CASE("no tool is at work outside of one, even after one has thrown") {
    CHECK_FALSE(at_work());
    CHECK_THROWS(eigh(number(not_a_number)));
    CHECK_FALSE(at_work());
}

TEST_CASE("all 65536 half-precision numbers survive the way to float and back") {
    int lost = 0;
    for (unsigned bits = 0; bits < 65536; ++bits) {
        const auto half = static_cast<std::uint16_t>(bits);
        const bool is_nan = (bits & 0x7fff) > 0x7c00;
        lost += is_nan ? !std::isnan(from_f16(half)) || (to_f16(from_f16(half)) & 0x7fff) <= 0x7c00
                       : to_f16(from_f16(half)) != half;
    }
    CHECK(lost == 0);
}

TEST_CASE("all 65536 bfloat16 numbers survive the way to float and back") {
    int lost = 0;
    for (unsigned bits = 0; bits < 65536; ++bits) {
        const auto half = static_cast<std::uint16_t>(bits);
        const bool is_nan = (bits & 0x7fff) > 0x7f80;
        lost += is_nan ? !std::isnan(from_bf16(half)) || (to_bf16(from_bf16(half)) & 0x7fff) <= 0x7f80
                       : to_bf16(from_bf16(half)) != half;
    }
    CHECK(lost == 0);
}

TEST_CASE("between two neighbours the nearer one is taken, and halfway the even one") {
    const auto check = [](auto to, auto from, unsigned last) {
        int wrong = 0;
        for (unsigned bits = 0; bits < last; ++bits) {
            const auto low = static_cast<std::uint16_t>(bits), high = static_cast<std::uint16_t>(bits + 1);
            const float a = from(low), b = from(high), middle = static_cast<float>((double(a) + b) / 2);
            wrong += to(middle) != (bits % 2 == 0 ? low : high);
            wrong += to(std::nextafter(middle, a)) != low;
            wrong += to(std::nextafter(middle, b)) != high;
            wrong += to(-middle) != (0x8000 | (bits % 2 == 0 ? low : high));
        }
        return wrong;
    };
    CHECK(check(to_f16, from_f16, 0x7bff) == 0);
    CHECK(check(to_bf16, from_bf16, 0x7f7f) == 0);
}

TEST_CASE("half precision ends at 65504: 65520 and more are infinite") {
    CHECK(from_f16(0x7bff) == 65504);
    CHECK(to_f16(65504) == 0x7bff);
    CHECK(to_f16(std::nextafter(65520.0f, 0.0f)) == 0x7bff);
    CHECK(to_f16(65520) == 0x7c00);
    CHECK(to_f16(-65520) == 0xfc00);
    CHECK(to_f16(65536) == 0x7c00); // the usual loss scale
    CHECK(from_f16(0x7c00) == infinity);
    CHECK(from_bf16(to_bf16(65536)) == 65536);
    CHECK(from_bf16(to_bf16(std::numeric_limits<float>::max())) == infinity);
    CHECK((to_f16(infinity) == 0x7c00 && to_bf16(-infinity) == 0xff80));
    CHECK((std::isnan(from_f16(to_f16(static_cast<float>(not_a_number)))) &&
           std::isnan(from_bf16(to_bf16(static_cast<float>(not_a_number))))));
}

TEST_CASE("small numbers become subnormal before they become 0") {
    CHECK(from_f16(0x0400) == 0x1p-14f); // 6.10e-5, the smallest normal number
    CHECK(from_f16(0x0001) == 0x1p-24f); // 5.96e-8, the smallest of all
    CHECK(to_f16(0x1p-25f) == 0);        // 2.98e-8, halfway to 0, which is even
    CHECK(to_f16(std::nextafter(0x1p-25f, 1.0f)) == 1);
    CHECK(to_f16(-0x1p-26f) == 0x8000);
    CHECK(from_f16(to_f16(1e-6f)) == 17 * 0x1p-24f); // 1.01328e-6
    CHECK(std::abs(17 * 0x1p-24 - 1.01328e-6) < 1e-11);
    CHECK(from_f16(to_f16(std::numeric_limits<float>::denorm_min())) == 0);
}

TEST_CASE("bfloat16 has the range of float and fewer digits than half precision") {
    CHECK(from_f16(to_f16(1 + 0x1p-8f)) == 1 + 0x1p-8f);
    CHECK(from_bf16(to_bf16(1 + 0x1p-8f)) == 1);
    CHECK(from_bf16(to_bf16(1 + 0x1p-7f)) == 1 + 0x1p-7f);
    CHECK(from_bf16(to_bf16(1e-38f)) > 0);
    CHECK(from_f16(to_f16(from_f16(to_f16(1)) + from_f16(to_f16(1e-4f)))) == 1);
}
