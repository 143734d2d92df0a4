#include "numerical_rank.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

using arma::mat;
using arma::uword;

namespace {

/// How many of the singular values count, given the shape of their matrix.
uword count(const arma::vec& s, const mat& A, double tol) {
    // A matrix without rows or columns has no σ₁, and nothing to count.
    if (s.is_empty()) return 0;
    // Relative to σ₁, because so is the error of the SVD: scaling A must not change its rank.
    if (tol < 0) tol = double(std::max(A.n_rows, A.n_cols)) * arma::datum::eps * s(0);
    return arma::accu(s > tol);
}

void require_finite(const mat& A, double tol) {
    if (!A.is_finite()) throw std::invalid_argument("A holds a NaN or an infinity");
    if (!std::isfinite(tol)) throw std::invalid_argument("the tolerance is not a finite number");
}

} // namespace

uword numerical_rank(const mat& A, double tol) {
    require_finite(A, tol);
    return count(tools::svd_full(A).s, A, tol);
}

mat null_basis(const mat& A, double tol) {
    require_finite(A, tol);
    const tools::Svd svd = tools::svd_full(A);
    // A vᵢ = σᵢ uᵢ: the columns of V behind the first `rank` are sent to zero. V has d of them, also where
    // there are fewer singular values than that.
    return svd.V.tail_cols(A.n_cols - count(svd.s, A, tol));
}
