// Cholesky by hand, row by row; A summed sample by sample.

#include "normal_equations.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

using arma::mat;
using arma::uword;
using arma::vec;

NormalSys normal_system(const mat& X, const vec& y) {
    if (X.n_rows != y.n_elem) throw std::invalid_argument("lengths differ");
    NormalSys system{mat(X.n_cols, X.n_cols), vec(X.n_cols)};
    for (uword i = 0; i < X.n_rows; ++i) {
        system.A += X.row(i).t() * X.row(i);
        system.b += y(i) * X.row(i).t();
    }
    return system;
}

vec solve_normal(const NormalSys& system) {
    const mat& A = system.A;
    const uword p = A.n_rows;
    if (A.n_cols != p || system.b.n_elem != p) throw std::invalid_argument("shapes");
    double largest = 0;
    for (uword i = 0; i < p; ++i) largest = std::max(largest, A(i, i));
    mat L(p, p);
    for (uword i = 0; i < p; ++i)
        for (uword j = 0; j <= i; ++j) {
            double rest = A(i, j);
            for (uword k = 0; k < j; ++k) rest -= L(i, k) * L(j, k);
            if (i == j && !(rest > 100 * double(p) * arma::datum::eps * largest))
                throw std::domain_error("not positive definite");
            L(i, j) = i == j ? std::sqrt(rest) : rest / L(j, j);
        }
    vec w = system.b;
    for (uword i = 0; i < p; ++i) {
        for (uword k = 0; k < i; ++k) w(i) -= L(i, k) * w(k);
        w(i) /= L(i, i);
    }
    for (uword i = p; i-- > 0;) {
        for (uword k = i + 1; k < p; ++k) w(i) -= L(k, i) * w(k);
        w(i) /= L(i, i);
    }
    return w;
}
