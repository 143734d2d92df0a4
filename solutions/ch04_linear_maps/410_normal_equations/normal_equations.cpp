#include "normal_equations.hpp"

#include <stdexcept>

using arma::mat;
using arma::vec;

NormalSys normal_system(const mat& X, const vec& y) {
    if (y.n_elem != X.n_rows) throw std::invalid_argument("y needs one value for each row of X");
    return {X.t() * X, X.t() * y};
}

vec solve_normal(const NormalSys& system) {
    const auto& [A, b] = system;
    if (!A.is_square()) throw std::invalid_argument("A is not square");
    if (b.n_elem != A.n_rows) throw std::invalid_argument("b has another length than A");
    mat L;
    if (!tools::cholesky(A, L)) throw std::domain_error("the columns of X are dependent");
    // Of dependent columns, one is left with rounding errors of the size of A where its pivot should be 0.
    // The threshold is relative to A, so that the units of the data do not matter.
    const double threshold = 100 * double(A.n_rows) * arma::datum::eps * A.diag().max();
    if (arma::square(L.diag()).min() <= threshold)
        throw std::domain_error("the columns of X are dependent, to working precision");
    const vec z = tools::solve_tri(L, b, true, false);
    return tools::solve_tri(L, z, true, true); // Lᵀw = z, reading L as it is
}
