// Another basis of the same null space: the vectors of the SVD, reflected among themselves.

#include "numerical_rank.hpp"

#include <cmath>
#include <stdexcept>

arma::uword numerical_rank(const arma::mat& A, double tol) {
    if (!A.is_finite()) throw std::invalid_argument("A");
    if (std::isnan(tol) || std::isinf(tol)) throw std::invalid_argument("tol");
    const arma::vec s = tools::svd_full(A).s;
    arma::uword r = 0;
    for (const double sigma : s)
        if (sigma > (tol < 0 ? double(std::max(A.n_rows, A.n_cols)) * arma::datum::eps * s.max() : tol)) ++r;
    return r;
}

arma::mat null_basis(const arma::mat& A, double tol) {
    const arma::uword r = numerical_rank(A, tol), k = A.n_cols - r;
    const arma::mat N = tools::svd_full(A).V.tail_cols(k);
    if (k == 0) return N;
    const arma::vec v = arma::linspace(1, 2, k);
    return N - (N * v) * v.t() * (2 / arma::dot(v, v));
}
