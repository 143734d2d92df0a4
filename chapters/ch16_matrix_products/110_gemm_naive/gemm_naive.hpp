#pragma once

/// @exercise{gemm_naive, C ← αop(A)op(B)+βC}
/// @chapter{ch16_matrix_products}
/// @stars{2}
/// @points{6}
/// @requires{ch04_linear_maps/130_compose_maps}
/// @errata{E5}
///
/// The product of two matrices, in the form that libraries have offered under the name gemm since 1990:
/// \f[ C \leftarrow \alpha\, \mathrm{op}(A)\, \mathrm{op}(B) + \beta C . \f]
/// op(A) is A or, if the flag `ta` is set, its transpose; `tb` says the same of B. So with op(A) of size
/// \f$m \times k\f$ and op(B) of size \f$k \times n\f$, every entry of the \f$m \times n\f$ matrix C becomes
/// \f[ C_{ij} \leftarrow \alpha \sum_{p=0}^{k-1} \mathrm{op}(A)_{ip}\, \mathrm{op}(B)_{pj} + \beta C_{ij} .
/// \f] Write it from this definition, with three loops. What comes later in this chapter makes it fast; here
/// you make it right, down to the corners.
///
/// **Views.** A matrix is a view into memory that belongs to somebody else. Rows follow each other at a
/// distance of `ld` elements, the leading dimension: element (i, j) of a view V is `V.p[i * V.ld + j]`, and
/// V(i, j) writes that for you. `ld` may be larger than the number of columns. What lies between is not part
/// of the matrix; often it is another one, as when A, B and C are columns 0–4, 5–7 and 8–11 of one wide
/// buffer. Read nothing of it, and write to the entries of C only. C shares no entry with A or B.
///
/// Transposing moves nothing. With `ta` set, A is stored as \f$k \times m\f$, and \f$\mathrm{op}(A)_{ip}\f$
/// is A(p, i).
///
/// **A factor of 0 means "not there".** It does not mean "multiply by 0": memory that nobody has filled may
/// hold NaN, and 0 · NaN is NaN.
///
/// - β = 0: C is overwritten, and what was in it is not read.
/// - α = 0: A and B are not read, and C ← βC.
/// - k = 0: the sum is empty, and C ← βC.
/// - m = 0 or n = 0: there is nothing to do.
///
/// **What it costs.** An entry of AB takes k multiplications and k − 1 additions, all of them mn(2k − 1)
/// operations; one says 2mnk. α and β come on top. Your function is a template, and one of the types that it
/// is compiled for counts: if α and β are not 0, do at least mnk multiplications, one for each term, and at
/// most mn(2k + 2).
///
/// @accuracy \f$|\hat{C} - C| \le \gamma_{k+2} (|\alpha| |\mathrm{op}(A)| |\mathrm{op}(B)| + |\beta| |C|)\f$ in
/// every entry, with \f$\gamma_k = ku/(1-ku)\f$ and \f$u = 2^{-24}\f$ for float, \f$u = 2^{-53}\f$ for
/// double. Whatever the order of the terms, and with fused multiply-adds or without, the definition achieves
/// that (Higham, Accuracy and Stability of Numerical Algorithms, section 3.5). Small integers come out
/// exactly.

#include "matrix/counted.hpp"
#include "matrix/view.hpp"

/// C ← α op(A) op(B) + βC.
/// @ingroup ex_gemm_naive
/// @tparam T     float, double or Counted<double>
/// @param ta     whether op(A) is the transpose of A
/// @param tb     whether op(B) is the transpose of B
/// @param alpha  the factor of the product; 0: A and B are not read
/// @param A      m × k, or k × m if `ta` is set
/// @param B      k × n, or n × k if `tb` is set
/// @param beta   the factor of the old C; 0: C is not read
/// @param C      m × n
/// @throws std::invalid_argument if the shapes of op(A), op(B) and C do not fit together
template<class T> void gemm(bool ta, bool tb, T alpha, CView<T> A, CView<T> B, T beta, View<T> C);
