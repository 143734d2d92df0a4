// A = LDLᵀ with ones on the diagonal of L: no roots, and the pivots are D.

#include "normal_equations.hpp"

#include <stdexcept>

using arma::mat;
using arma::uword;
using arma::vec;

NormalSys normal_system(const mat& X, const vec& y) {
    if (X.n_rows != y.n_elem) throw std::invalid_argument("one value for each row");
    return {arma::symmatl(X.t() * X), (y.t() * X).t()};
}

vec solve_normal(const NormalSys& system) {
    const uword p = system.A.n_rows;
    if (system.A.n_cols != p || system.b.n_elem != p) throw std::invalid_argument("p");
    mat S = system.A; // what is left of A, column by column
    mat L(p, p, arma::fill::eye);
    vec w = system.b, D(p);
    for (uword j = 0; j < p; ++j) {
        D(j) = S(j, j);
        if (D(j) <= 100 * double(p) * arma::datum::eps * system.A.diag().max())
            throw std::domain_error("a pivot is too small");
        for (uword i = j + 1; i < p; ++i) L(i, j) = S(i, j) / D(j);
        for (uword i = j + 1; i < p; ++i)
            for (uword k = j + 1; k <= i; ++k) S(i, k) -= L(i, j) * D(j) * L(k, j);
        for (uword i = j + 1; i < p; ++i) w(i) -= L(i, j) * w(j);
    }
    w /= D;
    for (uword i = p; i-- > 0;)
        for (uword k = i + 1; k < p; ++k) w(i) -= L(k, i) * w(k);
    return w;
}
