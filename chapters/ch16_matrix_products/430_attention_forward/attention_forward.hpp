#pragma once

/// @exercise{attention_forward, Scaled dot-product attention}
/// @chapter{ch16_matrix_products}
/// @stars{2}
/// @points{6}
/// @requires{ch16_matrix_products/410_softmax_rows}
/// @errata{E3}
/// @errata{E10}
/// @errata{F12}
/// @errata{F32}
///
/// A dictionary finds the one key that equals your query, and gives you its value. Attention is a dictionary
/// for vectors, where nothing is ever quite equal: *every* key answers, the louder the better it matches, and
/// what you get is an average of the values. A word in a sentence looks up the other words in this way, and
/// that is how a transformer moves information from one place to another.
///
/// **Three matrices.** Row i of Q is a query, row j of K a key, and row j of V the value that belongs to it:
///
/// - Q is \f$L_q \times d_k\f$: there are \f$L_q\f$ queries;
/// - K is \f$L_k \times d_k\f$: a key is compared with a query, so it has the same length;
/// - V is \f$L_k \times d_v\f$: one value for each key, of any length.
///
/// \f$L_q\f$ and \f$L_k\f$ are two numbers. A translation looks into a text of another length, and a chat
/// program that writes one word at a time has a single query for all the keys so far.
///
/// **The formula.** \f[ S = \frac{Q K^T}{\sqrt{d_k}} , \quad P_{ij} = \frac{e^{S_{ij}}}{\sum_m e^{S_{im}}} ,
/// \quad O = P V . \f] Scores, weights, averages: two matrix products with a softmax of each row between them
/// (see 410_softmax_rows: subtract the largest score of the row first). The weights of a query are positive
/// and add up to 1, so what it gets lies among the values. O is linear in V. It is not linear in Q and K:
/// twice as large, they make the scores four times as large, and the best key takes nearly all the weight.
///
/// **Why the root.** Say the entries of queries and keys are independent, with mean 0 and variance 1. Then a
/// product of two entries has mean 0 and variance 1 too, and a sum of \f$d_k\f$ such products has the
/// variance \f$d_k\f$. With \f$d_k = 64\f$ scores would differ by 8 or 16 as a rule, and the softmax would
/// let one key through and no other. Divided by \f$\sqrt{d_k}\f$, scores have variance 1, whatever \f$d_k\f$
/// is.
///
/// **Who sees whom.** Two things can forbid a key to a query. If both are there, both must allow it.
///
/// - `causal`: a text that is being written must not look at its future. The last query stands where the last
///   key does, so query i sees key j if and only if \f$j \le i + (L_k - L_q)\f$. With two queries and four
///   keys, query 0 sees keys 0, 1, 2, and query 1 sees all. It takes \f$L_k \ge L_q\f$.
/// - `mask`, if it is not a null pointer: one byte for each pair. 0 forbids key j to query i, and any other
///   byte allows it.
///
/// A forbidden key is *not there*: both the softmax and the average run over the keys that the query sees,
/// and the weight of any other key is exactly 0. Whatever its rows of K and V hold must not matter, be it a
/// huge number, infinity or NaN. Keys for words that are yet to come are memory that nobody has filled.
///
/// **What is written.** O, and P if it is not a null pointer. Few callers want the weights, and there are
/// \f$L_q L_k\f$ of them; without P one row at a time will do. What was in O and P before does not matter.
/// All are views with an `ld` of their own (see 110_gemm_naive); O and P share no entry with an input.
///
/// \f$L_q\f$ or \f$d_v\f$ may be 0.
///
/// @accuracy An error δ in a score multiplies its term by \f$e^{\delta}\f$, and the sum that divides the
/// term may be off by as much. With \f$\gamma_n = nu/(1-nu)\f$, and u = \f$2^{-53}\f$ for double,
/// \f$2^{-24}\f$ for float, let
/// \f[ E_i = \gamma_{d_k+10} \max_j \frac{(|Q| |K|^T)_{ij}}{\sqrt{d_k}} , \quad
///     \beta_i = e^{2 E_i} (1 + \gamma_{10 L_k + 10}) - 1 , \f]
/// where j runs over the keys that query i sees. Then row i has to satisfy
/// \f[ |\hat{P} - P| \le \beta_i P + \lambda , \quad |\hat{O} - O| \le (\beta_i P + \lambda) |V| , \f]
/// where λ is the smallest normal number of the type. The formulas above achieve it in any order, with the
/// scale applied to Q, to K or to S, and with the division before or after the second product.

#include "matrix/view.hpp"

#include <cstdint>

/// Which keys a query may see.
/// @ingroup ex_attention_forward
struct Mask {
    const std::uint8_t* p; ///< p[i * ld + j] is 0 if query i must not see key j
    i64 ld;                ///< at least the number of keys
};

/// O ← softmax(QKᵀ/√d_k) V, over the keys that each query sees.
/// @ingroup ex_attention_forward
/// @tparam T      float or double
/// @param Q       L_q × d_k, the queries
/// @param K       L_k × d_k, the keys
/// @param V       L_k × d_v, the values
/// @param causal  whether query i sees no key j > i + (L_k − L_q)
/// @param mask    L_q × L_k, or a null pointer: nothing is forbidden by it
/// @param O       L_q × d_v, overwritten
/// @param P       L_q × L_k, overwritten by the weights; or a null pointer: they are not wanted
/// @throws std::invalid_argument if shapes do not fit together, if L_k or d_k is 0, if `causal` is set and
///         L_k < L_q, or if some query sees no key; what O and P hold is then unspecified
template<class T>
void attention(CView<T> Q, CView<T> K, CView<T> V, bool causal, const Mask* mask, View<T> O, View<T>* P);
