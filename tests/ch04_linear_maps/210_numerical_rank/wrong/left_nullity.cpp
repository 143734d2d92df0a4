// @diagnosis left_nullity
// as many vectors as the left null space has

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
    const arma::vec s = tools::svd_full(A).s;
    if (s.is_empty()) return 0;
    if (tol < 0) tol = double(std::max(A.n_rows, A.n_cols)) * arma::datum::eps * s(0);
    return arma::accu(s > tol);
}

} // namespace

uword numerical_rank(const mat& A, double tol) {
    require_finite(A, tol);
    return rank_with(A, tol);
}

mat null_basis(const mat& A, double tol) {
    require_finite(A, tol);
    const uword r = rank_with(A, tol);
    return tools::svd_full(A).V.tail_cols(A.n_rows - r);
}
