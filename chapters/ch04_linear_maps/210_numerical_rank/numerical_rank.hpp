#pragma once

/// @exercise{numerical_rank, Rank and nullity}
/// @chapter{ch04_linear_maps}
/// @stars{2}
/// @points{6}
/// @requires{ch04_linear_maps/120_matrix_of_map}
/// @errata{F13}
/// @errata{F14}
/// @errata{F24}
/// @tools{svd_full}
///
/// The rank r of an \f$m \times d\f$ matrix A is the maximum number of its columns that are linearly
/// independent: the dimension of what the map \f$x \mapsto Ax\f$ can reach. What it sends to zero is its null
/// space \f$\{x \in \mathbb{R}^d : Ax = 0\}\f$, of dimension \f$d - r\f$ (rank–nullity). If Ax = b has a
/// solution at all, then any other differs from it by a vector of the null space. So there is none, one, or
/// infinitely many; rank d makes a solution unique, but where m > d it does not make one exist.
///
/// In exact arithmetic a matrix has a rank. In floating-point arithmetic it has a distance to the matrices of
/// smaller rank, and that is what singular values measure. Write
/// \f[ A = U \Sigma V^T, \qquad \sigma_1 \ge \sigma_2 \ge \dots \ge 0, \qquad A v_i = \sigma_i u_i , \f]
/// with orthogonal U (\f$m \times m\f$) and V (\f$d \times d\f$), whose columns are the \f$u_i\f$ and
/// \f$v_i\f$. Then \f$\sigma_{k+1}\f$ is the distance, in the spectral norm, from A to the nearest matrix
/// of rank k (Eckart and Young 1936, Mirsky 1960). An SVD is computed with an error of a few
/// \f$\varepsilon\sigma_1\f$, where \f$\varepsilon = 2^{-52}\f$; so a singular value that should be 0 comes
/// out as about \f$10^{-16}\sigma_1\f$. Numerical rank therefore needs a tolerance:
///
/// - \f$\sigma_i\f$ counts as nonzero if and only if \f$\sigma_i > \mathrm{tol}\f$;
/// - a negative tol asks for the default, \f$\max(m, d)\,\varepsilon\,\sigma_1\f$.
///
/// A matrix that is close to a singular one still has full rank: diag(1, 10⁻⁹) has rank 2, unless you say
/// that 10⁻⁹ is nothing where your data come from, with tol = 10⁻⁶. And 10⁻¹⁰⁰A has the rank of A.
///
/// @accuracy The rank is exact. For the basis N of the null space:
/// \f$\|AN\|_F \le 30 \max(m, d)\,\varepsilon\,\|A\|_F\f$, and
/// \f$\|N^T N - I\|_1 \le 30\,d\,\varepsilon\f$. With a tol of your own, AN is as large as the singular
/// values that it neglects. Any orthonormal basis will do.

#include "matrix/tools.hpp"

#include <armadillo>

/// How many singular values of A exceed the tolerance.
/// @ingroup ex_numerical_rank
/// @param A    any m x d matrix; m or d may be 0, and the rank is 0 then
/// @param tol  what still counts as zero, not relative to anything; negative: max(m, d) ε σ₁
/// @returns the numerical rank, from 0 to min(m, d)
/// @throws std::invalid_argument if A holds a NaN or an infinity, or if tol is one
arma::uword numerical_rank(const arma::mat& A, double tol = -1);

/// An orthonormal basis of the null space of A: of all x that A sends to zero, up to the tolerance.
/// @ingroup ex_numerical_rank
/// @param A    any m x d matrix; m or d may be 0
/// @param tol  as in numerical_rank
/// @returns N, d x (d − rank): orthonormal columns with A N ≈ 0; no columns if A has rank d, and a basis of
///          all of R^d if m is 0
/// @throws std::invalid_argument if A holds a NaN or an infinity, or if tol is one
arma::mat null_basis(const arma::mat& A, double tol = -1);
