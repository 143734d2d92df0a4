// An SVD by hand: one-sided Jacobi rotations (Hestenes 1958) make the columns of AV orthogonal.

#include "numerical_rank.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

using arma::mat;
using arma::uword;

namespace {

/// V, and the lengths of the columns of AV, both in any order.
std::pair<mat, arma::rowvec> right_vectors(mat A) {
    mat V(A.n_cols, A.n_cols, arma::fill::eye);
    const double negligible = arma::datum::eps * arma::norm(A, "fro") / 8;
    bool rotated = true;
    for (int sweep = 0; rotated && sweep < 60; ++sweep) {
        rotated = false;
        for (uword p = 0; p + 1 < A.n_cols; ++p)
            for (uword q = p + 1; q < A.n_cols; ++q) {
                const double a = arma::norm(A.col(p)), b = arma::norm(A.col(q));
                if (a <= negligible || b <= negligible) continue;
                const double cosine = arma::dot(A.col(p) / a, A.col(q) / b);
                if (std::abs(cosine) <= arma::datum::eps) continue;
                const double zeta = (b / a - a / b) / (2 * cosine);
                const double t = std::copysign(1 / (std::abs(zeta) + std::hypot(1, zeta)), zeta);
                const double c = 1 / std::hypot(1, t), s = c * t;
                for (mat* M : {&A, &V}) {
                    const arma::vec x = M->col(p), y = M->col(q);
                    M->col(p) = c * x - s * y;
                    M->col(q) = s * x + c * y;
                }
                rotated = true;
            }
    }
    arma::rowvec lengths(A.n_cols);
    for (uword j = 0; j < A.n_cols; ++j) lengths(j) = A.n_rows == 0 ? 0 : arma::norm(A.col(j));
    return {V, lengths};
}

} // namespace

arma::uword numerical_rank(const mat& A, double tol) { return A.n_cols - null_basis(A, tol).n_cols; }

mat null_basis(const mat& A, double tol) {
    if (!A.is_finite() || !std::isfinite(tol)) throw std::invalid_argument("not finite");
    if (A.n_cols == 0) return mat(0, 0);
    const auto [V, lengths] = right_vectors(A);
    if (tol < 0) tol = double(std::max(A.n_rows, A.n_cols)) * arma::datum::eps * lengths.max();
    return V.cols(arma::find(lengths <= tol));
}
