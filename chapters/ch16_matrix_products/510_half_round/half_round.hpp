#pragma once

/// @exercise{half_round, FP16 and BF16 conversion}
/// @chapter{ch16_matrix_products}
/// @stars{3}
/// @points{8}
/// @errata{E12}
/// @errata{E13}
/// @errata{E14}
///
/// Networks are trained with numbers of 16 bits: they take half the memory of `float`, and much hardware is
/// faster with them. There are two kinds, and what you write here is how a `float` becomes one of them, and
/// how it comes back. Everything is exact or rounded in one prescribed way, so there is one right answer for
/// every input.
///
/// **Three formats.** Each is a sign bit s, then an exponent field e, then a fraction field f of t bits, from
/// the top bit to the bottom one, and each has a bias b:
///
/// - FP16: 1 + 5 + 10 bits, b = 15. The largest number is 65504, the smallest normal one
///   \f$2^{-14}\f$ ≈ 6.10e-5, the smallest of all \f$2^{-24}\f$ ≈ 5.96e-8.
/// - BF16: 1 + 8 + 7 bits, b = 127. The largest number is about 3.39e38, the smallest normal one
///   \f$2^{-126}\f$ ≈ 1.18e-38, the smallest of all \f$2^{-133}\f$ ≈ 9.18e-41.
/// - `float`: 1 + 8 + 23 bits, b = 127. The largest number is about 3.40e38, the smallest normal one
///   \f$2^{-126}\f$ ≈ 1.18e-38, the smallest of all \f$2^{-149}\f$ ≈ 1.40e-45.
///
/// A word stands for
/// \f[ (-1)^s \, 2^{e-b} \, (1 + 2^{-t} f) \f]
/// if e is neither 0 nor all ones: a *normal* number. If e = 0 it stands for
/// \f[ (-1)^s \, 2^{1-b} \, (2^{-t} f) , \f]
/// a *subnormal* number, or one of the two zeros +0 and −0. If e is all ones, then f = 0 is infinity, and any
/// other f is NaN, not a number. So BF16 is the upper half of a float: its range, with few digits. FP16 has
/// three bits more of fraction and a narrow range.
///
/// **Widening** is exact: every FP16 and every BF16 number is a float, subnormal ones included.
///
/// **Narrowing** rounds. The numbers of a format lie on the real line like marks on a ruler. A float between
/// two marks goes to the *nearest*; exactly halfway it goes to the one whose last bit is 0: *ties to even*.
/// So in FP16, where the marks above 1 are \f$2^{-10}\f$ apart, \f[ 1 + 2^{-11} \to 1, \quad 1 + 3 \cdot
/// 2^{-11} \to 1 + 2^{-9} . \f] The relative error is at most \f$2^{-11}\f$ in the range of normal FP16
/// numbers, and \f$2^{-8}\f$ in that of BF16: 3.3 and 2.4 decimal digits. In the details:
///
/// - Overflow: imagine one more mark after the largest number, where the next power of two is, 65536 for FP16
///   and \f$2^{128}\f$ for BF16. What would be rounded to it becomes infinity. So 65519.996 becomes 65504,
///   and 65520, halfway and a tie to even, becomes infinity. Infinity stays infinity.
/// - Underflow: below the smallest normal number the marks go on at the distance that they have there,
///   \f$2^{-24}\f$ in FP16. \f$10^{-6}\f$ becomes \f$17 \cdot 2^{-24}\f$, 1.3 % too large, but not 0. Only
///   what is at most half the smallest number, \f$2^{-25}\f$, becomes 0.
/// - The sign is always kept: −0 stays −0, and what is negative and too small becomes −0.
/// - NaN becomes NaN with the same sign, and a *quiet* one: the top bit of f is 1. Its other bits are free.
///
/// The words are FP16 numbers as in IEEE 754-2019, section 3.4 (binary16), rounded by roundTiesToEven,
/// section 4.3.1. BF16 is not in that standard; it follows the same rules.
///
/// `std::bit_cast<std::uint32_t>(x)` from `<bit>` gives the 32 bits of a float, and `std::bit_cast<float>`
/// goes back. The conversion is what you write, so leave alone what converts for you: `_Float16` and its
/// kind, and the processor's own instructions.

#include <cstdint>

/// The FP16 number nearest to x, ties to even.
/// @ingroup ex_half_round
/// @param x  any float
/// @returns its 16 bits: sign, 5 of exponent, 10 of fraction
std::uint16_t f32_to_f16(float x);

/// The value of an FP16 number, exactly.
/// @ingroup ex_half_round
/// @param word  any 16 bits: sign, 5 of exponent, 10 of fraction
/// @returns the same number; for NaN a NaN of the same sign
float f16_to_f32(std::uint16_t word);

/// The BF16 number nearest to x, ties to even.
/// @ingroup ex_half_round
/// @param x  any float
/// @returns its 16 bits: sign, 8 of exponent, 7 of fraction
std::uint16_t f32_to_bf16(float x);

/// The value of a BF16 number, exactly.
/// @ingroup ex_half_round
/// @param word  any 16 bits: sign, 8 of exponent, 7 of fraction
/// @returns the same number; for NaN a NaN of the same sign
float bf16_to_f32(std::uint16_t word);
