#include "matrix/tools.hpp"

#include "matrix/at_work.hpp"

namespace tools {

namespace {

thread_local int depth = 0;

struct AtWork {
    AtWork() { ++depth; }
    ~AtWork() { --depth; }
};

void require_square(const arma::mat& A, const char* tool) {
    if (!A.is_square()) throw std::invalid_argument(std::string(tool) + ": the matrix is not square");
}

} // namespace

bool at_work() noexcept { return depth > 0; }

Svd svd_full(const arma::mat& A) {
    AtWork working;
    Svd result;
    if (A.is_empty()) return {arma::eye(A.n_rows, A.n_rows), {}, arma::eye(A.n_cols, A.n_cols)};
    if (!A.is_finite() || !arma::svd(result.U, result.s, result.V, A))
        throw std::runtime_error("svd_full: no convergence");
    return result;
}

Eigh eigh(const arma::mat& S) {
    AtWork working;
    require_square(S, "eigh");
    Eigh result;
    if (!S.is_finite() || !arma::eig_sym(result.w, result.V, arma::symmatl(S)))
        throw std::runtime_error("eigh: no convergence");
    return result;
}

bool cholesky(const arma::mat& A, arma::mat& L) {
    AtWork working;
    require_square(A, "cholesky");
    const arma::mat S = arma::symmatl(A); // what lies above the diagonal is not looked at
    return S.is_finite() && arma::chol(L, S, "lower");
}

arma::vec solve_tri(const arma::mat& T, const arma::vec& b, bool lower, bool transposed) {
    require_square(T, "solve_tri");
    if (T.n_rows != b.n_elem)
        throw std::invalid_argument("solve_tri: the right-hand side has another length");
    const arma::uword n = b.n_elem;
    const bool forward = lower != transposed; // the unknowns are found from the first to the last
    arma::vec x = b;
    for (arma::uword step = 0; step < n; ++step) {
        const arma::uword i = forward ? step : n - 1 - step;
        for (arma::uword done = 0; done < step; ++done) {
            const arma::uword j = forward ? done : n - 1 - done;
            x(i) -= (transposed ? T(j, i) : T(i, j)) * x(j);
        }
        if (T(i, i) == 0) throw std::domain_error("solve_tri: the diagonal holds a 0");
        x(i) /= T(i, i);
    }
    return x;
}

bool lu_solve(const arma::mat& A, const arma::mat& B, arma::mat& X) {
    AtWork working;
    require_square(A, "lu_solve");
    if (A.n_rows != B.n_rows) throw std::invalid_argument("lu_solve: the right-hand side has another height");
    arma::mat L, U, P;
    if (!A.is_finite() || !arma::lu(L, U, P, A)) return false;
    const arma::vec pivots = arma::abs(U.diag());
    const double threshold = double(A.n_rows) * arma::datum::eps * (A.is_empty() ? 0 : arma::abs(A).max());
    if (arma::any(pivots <= threshold)) return false;
    X = P * B;
    for (arma::uword j = 0; j < X.n_cols; ++j)
        X.col(j) = solve_tri(U, solve_tri(L, X.col(j), true, false), false, false);
    return true;
}

} // namespace tools
