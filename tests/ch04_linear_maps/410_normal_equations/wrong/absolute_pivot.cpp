// @diagnosis absolute_pivot
// a threshold that does not depend on A

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
    mat L;
    if (!tools::cholesky(A, L)) throw std::domain_error("dependent");
    if (arma::square(L.diag()).min() <= 1e-9) throw std::domain_error("dependent");
    return tools::solve_tri(L, tools::solve_tri(L, b, true, false), true, true);
}
