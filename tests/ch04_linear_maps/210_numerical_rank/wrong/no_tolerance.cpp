// @diagnosis no_tolerance
// whatever rounding makes positive counts

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

uword rank_with(const mat& A, double tol) { return arma::accu(tools::svd_full(A).s > std::max(tol, 0.0)); }

} // namespace

uword numerical_rank(const mat& A, double tol) {
    require_finite(A, tol);
    return rank_with(A, tol);
}

mat null_basis(const mat& A, double tol) {
    require_finite(A, tol);
    const uword r = rank_with(A, tol);
    return tools::svd_full(A).V.tail_cols(A.n_cols - r);
}
