// @diagnosis silent_singular
// elimination that divides by whatever pivot there is

#include "normal_equations.hpp"

#include <cmath>
#include <stdexcept>

using arma::mat;
using arma::uword;
using arma::vec;

NormalSys normal_system(const mat& X, const vec& y) {
    if (y.n_elem != X.n_rows) throw std::invalid_argument("y");
    return {X.t() * X, X.t() * y};
}

vec solve_normal(const NormalSys& system) {
    const auto& [A, b] = system;
    if (!A.is_square() || b.n_elem != A.n_rows) throw std::invalid_argument("shape");
    mat U = A;
    vec w = b;
    for (uword k = 0; k < U.n_rows; ++k)
        for (uword i = k + 1; i < U.n_rows; ++i) {
            const double factor = U(i, k) / U(k, k);
            U.row(i) -= factor * U.row(k);
            w(i) -= factor * w(k);
        }
    for (uword k = U.n_rows; k-- > 0;) {
        for (uword j = k + 1; j < U.n_rows; ++j) w(k) -= U(k, j) * w(j);
        w(k) /= U(k, k);
    }
    return w;
}
