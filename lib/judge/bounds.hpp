#pragma once
/// @file
/// How far a right answer may be from the exact one. Every bound is a theorem with its source; none is tuned.

#include "judge/table.hpp"

#include <algorithm>
#include <limits>
#include <stdexcept>

namespace judge {

/// The unit roundoff u of a floating-point type: 2^-53 for double, 2^-24 for float.
template<class T = double> constexpr double unit_roundoff = std::numeric_limits<T>::epsilon() / 2;

/// The spacing of double at 1, eps = 2u.
constexpr double epsilon = std::numeric_limits<double>::epsilon();

/// gamma_n = n u / (1 - n u): the product of n factors (1 + d_i)^(+-1) with |d_i| <= u is 1 + t, |t| <=
/// gamma_n (Higham, Accuracy and Stability of Numerical Algorithms, 2nd ed., Lemma 3.1). So a sum of n
/// products differs from the exact one by gamma_n times the sum of their magnitudes at most, whatever the
/// order of summation, with fused operations or without (there, section 3.1).
/// @throws std::domain_error where n u reaches 1 and the lemma says nothing: no bound must come of it
inline double gamma(double n, double u = unit_roundoff<>) {
    if (!(n * u < 1)) throw std::domain_error("gamma: n u must be less than 1");
    return n * u / (1 - n * u);
}

/// |C^ - AB| <= gamma_k |A||B| entrywise, with k the inner dimension (Higham, section 3.5).
/// @param more  rounding errors that each entry suffers beside those of the product
inline Table product_bound(const Table& A, const Table& B, double more = 0, double u = unit_roundoff<>) {
    return scaled(gamma(static_cast<double>(A.cols) + more, u), product(magnitude(A), magnitude(B)));
}

/// The residual test of LAPACK (LAPACK Working Note 41): ||E||_1 / (||A||_1 max(m, n) eps), divided by its
/// threshold 30. A residual E of a backward-stable method on the m x n matrix A gives at most 1.
inline double residual_ratio(const Table& E, const Table& A) {
    const double error = norm1(E), scale = norm1(A) * static_cast<double>(std::max(A.rows, A.cols)) * epsilon;
    return error == 0 ? 0 : error / (30 * scale); // 0/0 is a zero residual of a zero matrix
}

/// ||N'N - I||_1 / (n eps), divided by 30, for the columns of N, of length n: how far they are from
/// orthonormal.
inline double orthogonality_ratio(const Table& N) {
    Table E = product(transposed(N), N);
    for (std::size_t i = 0; i < E.rows; ++i) E(i, i) -= 1;
    return E.rows == 0 ? 0 : norm1(E) / (30 * static_cast<double>(N.rows) * epsilon);
}

} // namespace judge
