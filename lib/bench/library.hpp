#pragma once
/// @file
/// The best library here: products of matrices by OpenBLAS, and what bench files build from them.

#include "matrix/view.hpp"

#include <limits>
#include <string>

namespace bench {

/// C ← α op(A) op(B), row-major, by dgemm or sgemm. Their matrices are column-major, which makes of each of
/// ours its transpose; so they are asked for Cᵀ = op(B)ᵀ op(A)ᵀ.
void multiply(CView<double> A, CView<double> B, View<double> C, double alpha = 1, bool ta = false,
              bool tb = false);
void multiply(CView<float> A, CView<float> B, View<float> C, float alpha = 1, bool ta = false,
              bool tb = false);

/// The kernel that OpenBLAS has chosen for this processor: "Zen", "SkylakeX".
std::string kernel();

inline double product_flops(i64 m, i64 n, i64 k) {
    return 2 * static_cast<double>(m) * static_cast<double>(n) * static_cast<double>(k);
}

/// How far two right sums of k products of numbers in [-1, 1) can be apart: each is within γ_k Σ|a||b| of the
/// exact one, whatever the order of summation (Higham, Accuracy and Stability of Numerical Algorithms, 2nd
/// ed., section 3.1), and Σ|a||b| <= k.
template<class T> double product_bound(i64 k) {
    const double terms = static_cast<double>(k);
    const double ku = terms * static_cast<double>(std::numeric_limits<T>::epsilon()) / 2;
    return 2 * ku / (1 - ku) * terms;
}

} // namespace bench
