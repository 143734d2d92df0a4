#pragma once

/// @exercise{softmax_rows, Stable softmax}
/// @chapter{ch16_matrix_products}
/// @stars{2}
/// @points{6}
/// @requires{ch16_matrix_products/110_gemm_naive}
/// @errata{E4}
///
/// Attention looks at n things and asks how much each of them matters. It has a score for each, any real
/// number, and wants weights: positive, adding up to 1, and larger where the score is larger. The softmax of
/// a row of scores does that. For every row i of the matrix X by itself, \f[ P_{ij} =
/// \frac{e^{X_{ij}}}{\sum_{k=0}^{n-1} e^{X_{ik}}} , \quad j = 0, \dots, n-1 . \f] (Some texts write σ for it,
/// and σ for the activation of a layer as well. They are two things: an activation looks at one number,
/// softmax at a whole row.)
///
/// **The formula as it stands fails.** A score of 1000 is nothing unusual, and \f$e^{1000}\f$ is infinite as
/// a `double`, from 710 on, and from 89 on as a `float`: infinity by infinity is NaN. In a row of scores
/// around −1000 every exponential is 0, and 0/0 is NaN too. But a number c that is subtracted from all scores
/// of a row cancels: \f[ \frac{e^{x_j - c}}{\sum_k e^{x_k - c}} = \frac{e^{-c} e^{x_j}}{e^{-c} \sum_k
/// e^{x_k}} = P_j . \f] With c = m, the largest score of that row, all exponents are at most 0, so nothing
/// overflows; and one of the terms is \f$e^0 = 1\f$, so the sum is at least 1. Terms that underflow to 0 are
/// too small to matter.
///
/// The logarithm of the sum is needed as often as the weights, for instance in the loss of a classifier. It
/// has the same trouble and the same cure:
/// \f[ \mathrm{lse}(x) = \log \sum_k e^{x_k} = m + \log \sum_k e^{x_k - m} . \f]
///
/// **Corners.**
///
/// - A score of −∞ is legal: it says "not this one", and its weight is exactly 0. A row needs at least one
/// score
///   that is not −∞, or there is nothing to share out the weight among. +∞ does not occur.
/// - NaN in a row makes the whole row NaN, and no other row.
/// - X and Y are views: rows at distance `ld` may have room between them that is not yours to read or write
///   (see 110_gemm_naive). Y may be X itself, the same view: softmax *in place*, which spares memory.
///   Otherwise they share no entry.
/// - No rows: nothing to do. The sum of no terms is 0, and its logarithm is −∞.
///
/// @accuracy With \f$t = m - x_j\f$, \f$\gamma_k = ku/(1-ku)\f$, and u = \f$2^{-53}\f$ for double,
/// \f$2^{-24}\f$ for float:
/// \f[ |\hat{P}_j - P_j| \le (e^{2ut} (1 + \gamma_{5n+10}) - 1) P_j + \lambda , \f]
/// \f[ |\hat{L} - \mathrm{lse}(x)| \le u (|m| + |\mathrm{lse}(x)|) + \gamma_{5n+10} . \f]
/// λ is the smallest normal number of the type. The formulas above achieve it in any order of summation, if
/// `std::exp` and `std::log` are good to one unit in the last place. What does *not* achieve it is
/// \f$e^{x_j - \mathrm{lse}(x)}\f$: equal on paper, but lse(x) ≈ 10⁴ is rounded, and its error of up to
/// u · 10⁴ becomes a relative error of every weight (Blanchard, Higham & Higham, Accurately computing the
/// log-sum-exp and softmax functions, IMA Journal of Numerical Analysis 41, 2021).

#include "matrix/view.hpp"

#include <span>

/// Each row of Y becomes the softmax of that row of X.
/// @ingroup ex_softmax_rows
/// @tparam T  float or double
/// @param X   m × n, the scores; finite, −∞ or NaN
/// @param Y   m × n, overwritten by the weights; it may be X itself
/// @throws std::invalid_argument if X and Y differ in shape, if n = 0, or if all entries of some row are −∞;
///         what Y holds is then unspecified
template<class T> void softmax_rows(CView<T> X, View<T> Y);

/// log Σ exp(x_k), for numbers of any size.
/// @ingroup ex_softmax_rows
/// @tparam T  float or double
/// @param x   the numbers, finite or −∞
/// @returns the logarithm; −∞ if x is empty, or if it holds nothing but −∞
template<class T> T logsumexp(std::span<const T> x);
