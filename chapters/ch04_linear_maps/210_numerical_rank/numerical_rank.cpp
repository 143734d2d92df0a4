#include "numerical_rank.hpp"

arma::uword numerical_rank(const arma::mat& A, double tol) {
    // TODO: count the singular values of A that are more than rounding.
    return {};
}

arma::mat null_basis(const arma::mat& A, double tol) { return {}; }
