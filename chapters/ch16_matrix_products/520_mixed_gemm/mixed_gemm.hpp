#pragma once

/// @exercise{mixed_gemm, Half in\, FP32 accumulation}
/// @chapter{ch16_matrix_products}
/// @stars{3}
/// @points{8}
/// @requires{ch16_matrix_products/110_gemm_naive}
/// @requires{ch16_matrix_products/510_half_round}
/// @errata{E12}
/// @errata{E13}
/// @errata{E16}
/// @tools{to_f16}
/// @tools{from_f16}
/// @tools{to_bf16}
/// @tools{from_bf16}
///
/// A network whose weights are words of 16 bits takes half the memory of one in `float`, and half the time to
/// fetch; many processors also multiply such words faster, by a factor that depends on the processor. What
/// makes this usable is a division of labour, called *mixed precision*: numbers are stored in 16 bits and
/// added up in 32. Here you write the product of matrices that works like this,
/// \f[ C_{ij} = \sum_{p=0}^{k-1} A_{ip} B_{pj} , \f]
/// where A and B hold words of 16 bits, and C holds floats. And you write the one that adds up in 16 bits, to
/// see what is lost.
///
/// **The words.** `half` says what they are: FP16 (1 + 5 + 10 bits) or BF16 (1 + 8 + 7 bits), the two formats
/// of 510_half_round. One gives its bits to digits and the other to range. FP16 holds \f$1 + 2^{-8}\f$
/// exactly, and in BF16 that rounds to 1; BF16 holds a number near 10³⁰, and FP16, which ends at 65504, makes
/// it infinite. The same word means two different numbers: 0x3F80 is 1 in BF16, and 1.875 in FP16.
///
/// **Products are exact.** The significands have 11 bits in FP16 and 8 in BF16, with the one that is not
/// stored. A product has at most twice as many, 22 or 16, and a `float` has room for 24. So multiplying two
/// such numbers as floats does not round at all, unless the product leaves the range of `float`, which only
/// BF16 can do. All errors come from the additions.
///
/// **Sums are not.** Above 2048 the FP16 numbers are 2 apart. Whoever keeps the sum in FP16 and adds ones
/// never gets beyond that: 2048 + 1 is halfway between two neighbours, and goes back to 2048. And
/// 300 · 300 = 90000 is infinite there. What matters is where you round. Take 65 · 65 + 1 · 1 + 1 · 1, with
/// FP16 numbers:
///
/// - all in `float`: 4227, which is right;
/// - the sum rounded to FP16 after every term: 4224;
/// - every product rounded to FP16, then added in `float`: 4226;
/// - added in `float`, and the result rounded to FP16: 4228.
///
/// **What you write.** `acc` says in which precision the sum is kept.
///
/// - `Acc::F32`: products and sums in `float` (or in something wider), in any order. Nothing is rounded to 16
///   bits; C holds the float.
/// - `Acc::F16`, for FP16 words only: the sum s is an FP16 number. It begins as 0, and becomes
///   \f$\mathrm{f16}(s + A_{ip} B_{pj})\f$ for p = 0, 1, 2 and so on, in this order. Product and sum are
///   computed in `float`, and f16 rounds to FP16 as in 510_half_round; so a step rounds twice, to `float` and
///   then to FP16. C holds the last s, as a float. There is one right answer for every input.
///
/// The conversions `to_f16`, `from_f16`, `to_bf16` and `from_bf16` are handed to you, in the namespace
/// `tools`; your own from 510_half_round are as good.
///
/// **Corners.**
///
/// - k = 0: the sum is empty, and C becomes 0.
/// - Infinity and NaN take part as in any arithmetic, so that C shows it when a number has left its range.
///   0 · ∞ is NaN: a factor 0 is no reason to leave out a term.
/// - The sign of a zero is free, and so are the bits of a NaN.
/// - A, B and C are views: between their rows there may be room that is not yours (see 110_gemm_naive). C is
///   overwritten, and what was in it is not read. It shares no memory with A or B.
///
/// @accuracy With `Acc::F32`, \f$|\hat{C} - C| \le \gamma_k |A||B|\f$ in every entry, where A and B are the
/// numbers that the words stand for, \f$\gamma_k = ku/(1-ku)\f$ and \f$u = 2^{-24}\f$. If no product leaves
/// the range of `float`, all are exact, and k − 1 additions in any order achieve that (Higham, Accuracy and
/// Stability of Numerical Algorithms, section 4.2). Small integers come out exactly. The words themselves may
/// be rounded numbers, off by up to \f$2^{-11}\f$ or \f$2^{-8}\f$ of their size, thousands of times more;
/// that is not an error of your product. With `Acc::F16`, every entry is exactly the number described.

#include "matrix/half.hpp"
#include "matrix/view.hpp"

#include <cstdint>

/// What a word of 16 bits stands for.
/// @ingroup ex_mixed_gemm
enum class Half { F16, BF16 };

/// In which precision a sum is kept while it grows.
/// @ingroup ex_mixed_gemm
enum class Acc { F16, F32 };

/// C ← AB, from words of 16 bits.
/// @ingroup ex_mixed_gemm
/// @param A     m × k words
/// @param B     k × n words
/// @param C     m × n; overwritten
/// @param half  what the words of A and B are
/// @param acc   how sums are kept; F16 only for FP16 words
/// @throws std::invalid_argument if the shapes of A, B and C do not fit together, or for BF16 words with
///   Acc::F16
void gemm_half(CView<std::uint16_t> A, CView<std::uint16_t> B, View<float> C, Half half, Acc acc);
