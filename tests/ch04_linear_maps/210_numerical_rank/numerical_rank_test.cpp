#include "numerical_rank.hpp"

#include "judge/test.hpp"
#include "matrix/tools.hpp"

using namespace judge;
using arma::mat;
using arma::uword;

namespace {

const double infinite = arma::datum::inf, not_a_number = arma::datum::nan;

const mat multiples = {{1, 2}, {2, 4}, {3, 6}};
const mat almost_singular = {{1, 0}, {0, 1e-9}};
/// Rank 3: row 4 is row 1 minus twice row 3, and row 5 is the sum of rows 1 and 2. σ = 14.5, 9.9, 2.7, 0, 0.
const mat square = {{1, 2, 0, 3, -1}, {4, 0, 5, 1, 2}, {0, -2, 3, 1, 4}, {1, 6, -6, 1, -9}, {5, 2, 5, 4, 1}};
/// Powers of two, so that scaling by them rounds nothing.
const double huge = 0x1p332, tiny = 0x1p-332;

/// An m x d matrix of integers of rank r, with σ_r >= 1. It is a product BC through r dimensions, and B holds
/// the rows of the identity among its rows: BᵀB = I + RᵀR, so that σ_r(B) >= 1; likewise C, and
/// σ_r(BC) >= σ_r(B) σ_r(C). The other singular values are 0, and LAPACK's come out as a few ε σ₁, far below
/// 11 ε σ₁ where max(m, d) is 11 or more.
mat of_rank(uword m, uword d, uword r, Random& random) {
    if (r == 0) return mat(m, d, arma::fill::zeros);
    mat B = random.integers(m, r), C = random.integers(r, d);
    B.head_rows(r) = arma::eye(r, r);
    C.head_cols(r) = arma::eye(r, r);
    mat A = B * C;
    for (uword i = m - 1; i > 0; --i) A.swap_rows(i, uword(random.integer(0, int(i))));
    for (uword j = d - 1; j > 0; --j) A.swap_cols(j, uword(random.integer(0, int(j))));
    return A;
}

uword rank_of(const mat& A, double tol = -1) { return submit(CALL(numerical_rank), A, tol); }
mat null_of(const mat& A, double tol = -1) { return submit(CALL(null_basis), A, tol); }

/// A mistake in the rank, recognised by what the submission says of other matrices; asked on failure only.
template<class Condition> Known known_by(std::string id, int hint, std::string says, Condition condition) {
    const auto met = [condition](const Table&, const Expected&) {
        try {
            return condition();
        } catch (const CaseEnded&) {
            return false;
        }
    };
    return {std::move(id), hint, std::move(says), met};
}

std::vector<Known> rank_mistakes() {
    return {
        known_by("nonzero_rows", 1,
                 "You find that [[1, 2], [2, 4], [3, 6]] has rank 3: its rows are not zero, but they are all "
                 "multiples of one. The rank counts independent rows, or columns.",
                 [] { return rank_of(multiples) == 3; }),
        known_by(
            "absolute_tolerance", 2,
            "You give [[1, 2], [2, 4], [3, 6]] a rank, and 10⁻¹⁰⁰ times this matrix rank 0: a factor "
            "changes no rank. The default tolerance has to grow with σ₁.",
            [] { return rank_of(tiny * multiples) == 0 && rank_of(multiples) > 0 && rank_of(square) == 3; }),
        known_by("squared", 2,
                 "You find rank 1 for diag(1, 10⁻⁹), which is that of AᵀA = diag(1, 10⁻¹⁸) after rounding: "
                 "squaring doubles the digits that you need. Take the singular values of A itself.",
                 [] { return rank_of(almost_singular) == 1 && rank_of(square) == 3; }),
        known_by(
            "squared", 2,
            "You find more than the 3 independent columns of a 5 x 5 matrix even with tol = 10⁻⁹: its zero "
            "singular values come out as 10⁻⁷, as √(ε) σ₁. Do you take roots of the eigenvalues of AᵀA? "
            "Take the singular values of A itself.",
            [] {
                const uword r = rank_of(square, 1e-9);
                return r == 4 || r == 5;
            }),
        known_by("no_tolerance", 1,
                 "You find full rank for a 5 x 5 matrix with 3 independent columns: a singular value that "
                 "should be 0 comes out as 10⁻¹⁶σ₁, and you count it. The default tolerance, for a negative "
                 "tol, is max(m, d) ε σ₁.",
                 [] { return rank_of(square) == 5 && rank_of(square, 1e-9) == 3; }),
    };
}

bool expect_rank(const std::string& name, uword got, uword right) {
    return expect_that(got == right,
                       "Your rank of " + name + " is " + std::to_string(got) + "; it should be " +
                           std::to_string(right) + ".",
                       rank_mistakes());
}

double frobenius(const Table& a) {
    double sum = 0;
    for (const double element : a.elements) sum += element * element;
    return std::sqrt(sum);
}

double image_size(const mat& A, const mat& N) {
    return frobenius((Exact(table(A)) * Exact(table(N))).rounded());
}

/// ‖AN‖ over what rounding can make of it. An SVD by QR iteration neglects up to min(m, d) − 1 off-diagonal
/// elements below 45 ε σ₁ (LAPACK's dbdsqr); with the rounding of orthogonal transformations, some ε σ₁, that
/// stays below 30 max(m, d) ε ‖A‖_F where max(m, d) >= 1.6 min(m, d). The square matrices here are fixed.
double null_ratio(const mat& A, const mat& N) {
    const double error = image_size(A, N);
    const double allowed = 30 * double(std::max(A.n_rows, A.n_cols)) * epsilon * frobenius(table(A));
    return error == 0 ? 0 : error / allowed;
}

/// Whether N consists of the last columns of Vᵀ: its first r rows are then the ends of v₁ … v_r, which are
/// unique up to their signs where σ₁ … σ_r differ.
bool from_rows_of_V(const mat& A, uword r, const mat& N) {
    const mat V = tools::svd_full(A).V;
    for (uword i = 0; i < r; ++i) {
        const arma::rowvec end = V.col(i).tail(N.n_cols).t();
        if (!resembles(table(N.row(i).eval()), table(end)) &&
            !resembles(table(N.row(i).eval()), table(arma::rowvec(-end))))
            return false;
    }
    return true;
}

std::vector<Known> null_mistakes(const mat& A, uword r, const mat& N) {
    const uword m = A.n_rows, d = A.n_cols;
    const bool fits = N.n_rows == d && N.n_cols == d - r;
    const bool of_U =
        m != d ? N.n_rows == m : fits && null_ratio(A.t(), N) <= 1 && orthogonality_ratio(table(N)) <= 1;
    auto mistakes = rank_mistakes();
    mistakes.push_back(
        known_if(m != d && N.n_rows == d && N.n_cols == m - r, "left_nullity", 1,
                 "Your N has m − rank columns: that many vectors y satisfy Aᵀy = 0. The null space of A has "
                 "dimension d − rank, with d the number of columns (rank–nullity)."));
    mistakes.push_back(
        known_if(of_U, "left_vectors", 1,
                 "Your columns are vectors of R^m with AᵀN = 0: left singular vectors, of U. A acts on R^d, "
                 "and what it sends to zero are the last columns of V: A vᵢ = σᵢ uᵢ."));
    mistakes.push_back(
        known_if(fits && from_rows_of_V(A, r, N), "row_vectors", 2,
                 "Your N consists of columns of Vᵀ, that is of rows of V. In A = U Σ Vᵀ the singular vectors "
                 "are the columns of V, and svd_full returns V itself."));
    return mistakes;
}

/// Checks shape and orthonormality, and AN against `allowed`, or against rounding if that is 0.
bool expect_basis(const std::string& name, const mat& A, uword r, const mat& N, double allowed = 0) {
    const Showing inputs{{"A", table(A)}, {"N", table(N)}};
    const uword d = A.n_cols;
    const auto mistakes = null_mistakes(A, r, N);
    if (!expect_that(N.n_rows == d && N.n_cols == d - r,
                     "Your N for " + name + " is " + table(N).shape() + "; it should be " +
                         Table(d, d - r).shape() + ", d x (d − rank).",
                     mistakes))
        return false;
    const double ratio = allowed > 0 ? image_size(A, N) / allowed : null_ratio(A, N);
    return expect_ratio("A N = 0 for " + name, ratio, mistakes) &&
           expect_ratio("NᵀN = I for " + name, orthogonality_ratio(table(N)), mistakes);
}

} // namespace

TEST_CASE("a product of integer matrices through r dimensions has rank r, and so have its multiples",
          "[points:2]") {
    Random random(seed());
    if (!expect_rank("[[1, 2], [2, 4], [3, 6]]", rank_of(multiples), 1)) return;
    if (!expect_rank("a 5 x 5 matrix with 3 independent rows", rank_of(square), 3)) return;
    if (!expect_rank("diag(1, 1e-9), close to a singular matrix", rank_of(almost_singular), 2)) return;
    for (uword r = 0; r <= 5; ++r) {
        const mat A = of_rank(5, 11, r, random);
        const double factor = r % 2 ? huge : tiny;
        const std::string product =
            "a product (5 x " + std::to_string(r) + ")(" + std::to_string(r) + " x 11)";
        if (!expect_rank(product, rank_of(A), r)) return;
        const std::string multiple =
            "the transpose of " + product + ", times " + (r % 2 ? "2^332" : "2^-332");
        if (!expect_rank(multiple, rank_of(factor * A.t()), r)) return;
    }
}

TEST_CASE("the default tolerance is max(m, d) ε σ₁, and a given one is taken as it stands", "[points:1]") {
    // Diagonal matrices, whose singular values are exact in any SVD.
    const auto diagonal = [](double a, double b) { return mat{{a, 0}, {0, b}}; };
    mat tall(64, 2);
    tall(40, 0) = 1;
    tall(11, 1) = 8 * epsilon;
    expect_rank("diag(1, 16ε), where the tolerance is 2ε,", rank_of(diagonal(1, 16 * epsilon)), 2);
    expect_rank("a 64 x 2 matrix with σ = (1, 8ε), where the tolerance is 64ε,", rank_of(tall), 1);
    expect_rank("diag(1, 1e-9) with tol = 1e-6", rank_of(almost_singular, 1e-6), 1);
    expect_rank("diag(8, 1/4) with tol = 1/8", rank_of(diagonal(8, 0.25), 0.125), 2);

    const mat A = {{0, 0, 4}, {1e-9, 0, 0}};
    if (!expect_basis("[[0, 0, 4], [1e-9, 0, 0]]", A, 2, null_of(A))) return;
    // For singular vectors N, ‖AN‖² is the sum of their σ², each of which is at most tol².
    expect_basis("[[0, 0, 4], [1e-9, 0, 0]] with tol = 1e-6", A, 1, null_of(A, 1e-6), std::sqrt(2) * 1e-6);
}

TEST_CASE("the null space has d − rank orthonormal vectors, and A sends each to zero", "[points:2]") {
    Random random(seed());
    if (!expect_basis("a 5 x 5 matrix of rank 3", square, 3, null_of(square))) return;
    if (!expect_basis("the same matrix times 2^-332", tiny * square, 3, null_of(tiny * square))) return;
    if (!expect_basis("diag(1, 1e-9)", almost_singular, 2, null_of(almost_singular))) return;
    struct Shape {
        uword m, d, r;
    };
    for (const auto& [m, d, r] : {Shape{5, 11, 3}, {11, 5, 2}, {7, 13, 7}, {13, 7, 7}, {11, 1, 1}}) {
        const mat A = of_rank(m, d, r, random);
        const std::string name = "a " + table(A).shape() + " matrix of rank " + std::to_string(r);
        if (!expect_basis(name, A, r, null_of(A))) return;
    }
}

TEST_CASE("NaN and infinity are refused; a matrix without rows sends everything to zero", "[points:1]") {
    const mat A = {{1, 2, 0, -1, 3}, {0, 1, 1, 4, 0}, {2, 3, -1, -6, 6}}; // row 3 = 2 row 1 − row 2
    if (!expect_rank("a 3 x 5 matrix with 2 independent rows", rank_of(A), 2)) return;
    if (!expect_basis("a 3 x 5 matrix of rank 2", A, 2, null_of(A))) return;

    const mat no_rows(0, 4), no_columns(3, 0);
    expect_rank("a 0 x 4 matrix", rank_of(no_rows), 0);
    if (!expect_basis("a 0 x 4 matrix", no_rows, 0, null_of(no_rows))) return;
    expect_rank("a 3 x 0 matrix", rank_of(no_columns), 0);
    expect_basis("a 3 x 0 matrix", no_columns, 0, null_of(no_columns));

    mat with_nan = A, with_inf = A;
    with_nan(1, 3) = not_a_number;
    with_inf(2, 0) = -infinite;
    expect_throw<std::invalid_argument>("if A holds a NaN", CALL(numerical_rank), with_nan, -1.0);
    expect_throw<std::invalid_argument>("if A holds a NaN", CALL(null_basis), with_nan, -1.0);
    expect_throw<std::invalid_argument>("if A holds an infinity", CALL(numerical_rank), with_inf, -1.0);
    expect_throw<std::invalid_argument>("if A holds an infinity", CALL(null_basis), with_inf, -1.0);
    expect_throw<std::invalid_argument>("if tol is infinite", CALL(numerical_rank), A, infinite);
    expect_throw<std::invalid_argument>("if tol is infinite", CALL(null_basis), A, infinite);
    expect_throw<std::invalid_argument>("if tol is NaN", CALL(numerical_rank), A, not_a_number);
}

TEST_CASE("shown: on NIST's Filip data the tolerance decides", "[points:0]") {
    const mat data = dataset("nist_filip.csv");
    mat powers(data.n_rows, 11);
    for (uword k = 0; k < powers.n_cols; ++k) powers.col(k) = arma::pow(data.col(1), double(k));
    const uword by_default = rank_of(powers), at_zero = rank_of(powers, 0);
    const uword normalised = rank_of(arma::normalise(powers));
    if (at_zero != 11 || by_default > 11 || by_default < 9) return; // nothing to be learned from that
    remark(
        "Filip, 82 x 11: the powers x⁰ to x¹⁰ of 82 numbers, independent columns (NIST certifies the one fit "
        "to them). Yet σ₁₁ is 6·10⁻¹⁶σ₁, where the default tolerance is 2·10⁻¹⁴σ₁: your rank is " +
        std::to_string(by_default) + ". With tol = 0 it is " + std::to_string(at_zero) +
        ". With every column divided by its norm, which changes no rank in exact arithmetic, it is " +
        std::to_string(normalised) +
        " by default. So close to rounding the tolerance decides, and the units of the columns with it.");
}
