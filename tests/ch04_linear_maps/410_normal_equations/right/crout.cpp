// Cholesky by hand, column by column, on an upper triangle; A by inner products.

#include "normal_equations.hpp"

#include <cmath>
#include <stdexcept>

using arma::mat;
using arma::uword;
using arma::vec;

NormalSys normal_system(const mat& X, const vec& y) {
    if (X.n_rows != y.n_elem) throw std::invalid_argument("lengths differ");
    mat A(X.n_cols, X.n_cols);
    vec b(X.n_cols);
    for (uword j = 0; j < X.n_cols; ++j) {
        b(j) = arma::dot(X.col(j), y);
        for (uword i = 0; i <= j; ++i) A(i, j) = A(j, i) = arma::dot(X.col(i), X.col(j));
    }
    return {A, b};
}

vec solve_normal(const NormalSys& system) {
    mat R = system.A; // becomes the upper triangle of A = RᵀR
    if (R.n_rows != R.n_cols) throw std::invalid_argument("A");
    if (R.n_rows != system.b.n_elem) throw std::invalid_argument("b");
    const double least = 100 * double(R.n_rows) * arma::datum::eps * system.A.diag().max();
    for (uword j = 0; j < R.n_rows; ++j) {
        for (uword k = 0; k < j; ++k) R(j, j) -= R(k, j) * R(k, j);
        if (R(j, j) <= least) throw std::domain_error("dependent columns");
        R(j, j) = std::sqrt(R(j, j));
        for (uword i = j + 1; i < R.n_rows; ++i) {
            for (uword k = 0; k < j; ++k) R(j, i) -= R(k, j) * R(k, i);
            R(j, i) /= R(j, j);
        }
    }
    return tools::solve_tri(R, tools::solve_tri(R, system.b, false, true), false, false);
}
