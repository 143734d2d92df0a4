// @diagnosis nonzero_rows
// rows that are not zero, without elimination

#include "numerical_rank.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

using arma::mat;
using arma::uword;

namespace {

void require_finite(const mat& A, double tol) {
    if (!A.is_finite() || !std::isfinite(tol)) throw std::invalid_argument("not finite");
}

uword rank_with(const mat& A, double tol) {
    uword count = 0;
    for (uword i = 0; i < A.n_rows; ++i)
        count += A.n_cols > 0 && arma::abs(A.row(i)).max() > std::max(tol, 0.0);
    return count;
}

} // namespace

uword numerical_rank(const mat& A, double tol) {
    require_finite(A, tol);
    return rank_with(A, tol);
}

mat null_basis(const mat& A, double tol) {
    require_finite(A, tol);
    const uword r = rank_with(A, tol);
    return tools::svd_full(A).V.tail_cols(A.n_cols - std::min(r, A.n_cols));
}
