// The SVD of Aᵀ, whose left vectors are the right ones of A.

#include "numerical_rank.hpp"

#include <stdexcept>

arma::uword numerical_rank(const arma::mat& A, double tol) { return A.n_cols - null_basis(A, tol).n_cols; }

arma::mat null_basis(const arma::mat& A, double tol) {
    if (A.has_nan() || A.has_inf() || !(arma::datum::inf > tol && tol > -arma::datum::inf))
        throw std::invalid_argument("only finite numbers");
    const auto [U, s, V] = tools::svd_full(A.t());
    arma::uword r = 0;
    const double least =
        tol >= 0 || s.empty() ? tol : s(0) * 0x1p-52 * double(U.n_rows + V.n_rows - s.n_elem);
    while (r < s.n_elem && s(r) > least) ++r;
    return r < U.n_cols ? arma::mat(U.tail_cols(U.n_cols - r)) : arma::mat(U.n_rows, 0);
}
