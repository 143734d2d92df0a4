#pragma once
/// @file
/// Factorizations handed to learners where an exercise builds on one instead of asking for it.
/// An exercise lists the tools that it allows; all others are forbidden there.

#include <armadillo>

namespace tools {

/// A = U diag(s) Vᵀ with U m x m and V d x d orthogonal, s of length min(m, d), descending.
struct Svd {
    arma::mat U;
    arma::vec s;
    arma::mat V;
};

/// The full singular value decomposition of an m x d matrix (Golub & Kahan 1965).
/// @throws std::runtime_error if the iteration does not converge, as for NaN
Svd svd_full(const arma::mat& A);

/// S = V diag(w) Vᵀ with V orthogonal and w ascending.
struct Eigh {
    arma::vec w;
    arma::mat V;
};

/// The eigenvalues and eigenvectors of a symmetric matrix.
/// @throws std::invalid_argument if S is not square; std::runtime_error if the iteration does not converge
Eigh eigh(const arma::mat& S);

/// Writes the lower triangular L with A = L Lᵀ. Reads the lower triangle of A only.
/// @returns false, with L unspecified, if A is not positive definite to working precision
/// @throws std::invalid_argument if A is not square
bool cholesky(const arma::mat& A, arma::mat& L);

/// Solves T x = b, or Tᵀ x = b, by substitution; T is lower or upper triangular, its other triangle is not
/// read.
/// @throws std::invalid_argument if the shapes do not fit; std::domain_error if the diagonal holds a 0
arma::vec solve_tri(const arma::mat& T, const arma::vec& b, bool lower, bool transposed);

/// Writes the X with A X = B, by elimination with partial pivoting.
/// @returns false, with X unspecified, if A is singular to working precision
/// @throws std::invalid_argument if A is not square or the shapes do not fit
bool lu_solve(const arma::mat& A, const arma::mat& B, arma::mat& X);

} // namespace tools
