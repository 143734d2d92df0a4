#pragma once

/// @exercise{normal_equations, Normal equations}
/// @chapter{ch04_linear_maps}
/// @stars{1}
/// @points{4}
/// @requires{ch04_linear_maps/130_compose_maps}
/// @errata{F21}
/// @errata{F30}
/// @tools{cholesky}
/// @tools{solve_tri}
///
/// Each row of the \f$n \times p\f$ matrix X describes one sample by p features, and y holds the n values
/// that were measured. A linear model predicts Xw; least squares asks for the weights w with the smallest
/// \f$\|Xw - y\|^2\f$. At the minimum the residual y − Xw is orthogonal to every column of X, because
/// otherwise a step along that column would shorten it: \f$X^T (y - Xw) = 0\f$. Sorted, these are the normal
/// equations
/// \f[ A w = b, \qquad A = X^T X \quad (p \times p), \qquad b = X^T y . \f]
/// A is symmetric, and \f$z^T A z = \|Xz\|^2 \ge 0\f$. It compares features with features; the
/// \f$n \times n\f$ matrix \f$XX^T\f$ compares samples with samples and is another one.
///
/// Normal equations always have a solution: b lies in the range of \f$X^T\f$, which is that of A. The
/// solution is unique exactly if the columns of X are independent, and then A is positive definite: it has a
/// Cholesky factorization \f$A = LL^T\f$ with a lower triangular L and positive \f$L_{jj}\f$, so that two
/// substitutions give w: first \f$Lz = b\f$, then \f$L^T w = z\f$.
///
/// With rounding, dependent columns show as a pivot \f$L_{jj}^2\f$ that is tiny where it should be 0, or
/// negative, so that there is no root. There is no unique w to return then, and a vector of noise would be
/// worse than none. So refuse A if the factorization fails or if some
/// \f[ L_{jj}^2 \le 100\, p\, \varepsilon \max_i A_{ii}, \qquad \varepsilon = 2^{-52} . \f]
///
/// The price of this method: the condition number of A is the square of that of X, so data that cost QR four
/// digits cost the normal equations eight. When your solution passes, look at what the test shows of NIST's
/// Longley data.
///
/// @accuracy Integers come out exactly. A: \f$\gamma_n |X^T||X|\f$, b: \f$\gamma_n |X^T||y|\f$ in every entry,
/// with \f$\gamma_n = nu/(1 - nu)\f$, \f$u = 2^{-53}\f$. w: what a Cholesky solve guarantees,
/// \f$(A + E) w = b\f$ with \f$|E_{ij}| \le \gamma_{4p+4} \sqrt{A_{ii} A_{jj}}\f$.

#include "matrix/tools.hpp"

#include <armadillo>

/// The normal equations of a least-squares problem, A w = b.
/// @ingroup ex_normal_equations
struct NormalSys {
    arma::mat A; ///< XᵀX, p x p
    arma::vec b; ///< Xᵀy, of length p
};

/// Forms A = XᵀX and b = Xᵀy, without a factor 1/n, whatever the rank of X.
/// @ingroup ex_normal_equations
/// @param X  n x p with p >= 1, a row for each sample
/// @param y  the n measured values
/// @returns A and b
/// @throws std::invalid_argument if the length of y is not n
NormalSys normal_system(const arma::mat& X, const arma::vec& y);

/// Solves A w = b by Cholesky factorization.
/// @ingroup ex_normal_equations
/// @param system  A symmetric, p x p with p >= 1, and b of length p
/// @returns w, of length p
/// @throws std::invalid_argument if A is not square, or if the length of b is not p
/// @throws std::domain_error if A is not positive definite, or a pivot is below the threshold above: the
///         columns of X are dependent, as they are whenever n < p
arma::vec solve_normal(const NormalSys& system);
