#pragma once

/// @exercise{roofline, FLOPs\, bytes\, intensity\, roofline}
/// @chapter{ch16_matrix_products}
/// @stars{1}
/// @points{4}
/// @errata{E2}
/// @errata{E5}
/// @errata{E6}
/// @errata{E7}
/// @errata{E8}
/// @errata{E9}
/// @errata{E26}
/// @errata{E32}
/// @errata{E33}
/// @errata{E34}
/// @errata{E35}
/// @errata{E41}
///
/// Will a product of matrices keep the processor busy, or will the processor wait for memory? You can tell
/// before a line of it is written. Two numbers of the product, its operations and the bytes that it moves,
/// are compared with two of the machine: how many of each it can do in a second. Here you write the functions
/// that count, and the one that compares. Each of them is a line or two.
///
/// **Amounts and speeds.** A FLOP is one operation on floating-point numbers, an addition or a
/// multiplication; \f$10^9\f$ of them are a GFLOP, \f$10^{12}\f$ a TFLOP. That is an amount of work. How much
/// of it is done in a second is a speed, in FLOP/s. Many texts write "TFLOPs" for the one and for the other.
///
/// **Operations.** An entry of C = AB is a sum of k products: k multiplications and k − 1 additions. Nobody
/// keeps the −1. One counts 2k for an entry, as if the sum began with 0, and 2mnk for the mn entries of C;
/// so do you. A matrix times a vector, and a convolution, are sums of products too.
///
/// **Bytes.** We count what has to cross between memory and processor at the least: every number that goes
/// in is read once, however often it is used, and every number that comes out is written once. A matrix of m
/// rows and k columns has mk numbers; a number has `word` bytes, 8 in double precision, 4 in single (FP32),
/// 2 in half. So the bytes are `word` times the numbers that the last column counts:
///
/// | Operation                               | FLOPs                   | Numbers moved         |
/// |-----------------------------------------|-------------------------|-----------------------|
/// | gemm: C = AB, with A m × k and B k × n  | 2mnk                    | mk + kn + mn          |
/// | gemv: y = Ax, with A m × n              | 2mn                     | mn + n + m            |
/// | axpy: y ← ax + y, with vectors of n     | 2n                      | 3n: y comes and goes  |
/// | conv: N·Ho·Wo·O sums of kh·kw·C terms   | 2 · N·Ho·Wo·O · kh·kw·C | (not asked for)       |
/// | `count` gemms, each with a B of its own | 2mnk · count            | count (mk + kn + mn)  |
/// | `count` gemms with the same B           | 2mnk · count            | count (mk + mn) + kn  |
///
/// In the convolution, N images with C channels become N images of Ho × Wo pixels with O channels, by windows
/// of kh × kw pixels. (310_conv2d_direct writes it; you need no more of it here.)
///
/// **Intensity and roofline.** The intensity of a computation is the work that it does with a byte:
/// \f[ I = \frac{\mathrm{FLOPs}}{\mathrm{bytes}} . \f]
/// Let a machine do `peak` FLOP/s at most, and move `bw` bytes in a second, its bandwidth. In a second it can
/// do no more than `peak`, and no more than bw · I, because that is all the work for which bytes arrive. So
/// the speed that can be attained is
/// \f[ P(I) = \min(\mathrm{peak},\ \mathrm{bw} \cdot I) . \f]
/// Drawn over I that is a roof: it rises, and from the ridge on it is flat. The ridge is where both limits
/// are equal,
/// \f[ r = \mathrm{peak} / \mathrm{bw} . \f]
/// With I < r a computation is bandwidth-bound, and better arithmetic units are of no use to it; with I > r
/// it is compute-bound. A V100, a graphics card, has 15.7 TFLOP/s in FP32 and 900 GB/s, so its ridge is at
/// 17.4 FLOPs a byte. In FP32 an axpy has an intensity of 1/6, and a gemv less than 1/2, at any size: on that
/// card an axpy cannot exceed 150 GFLOP/s, 1 % of the peak. The product of two n × n matrices has n/6, and
/// is compute-bound from n = 105 on.
///
/// **Shapes.** The shape of a product counts, not only its size. By the inequality of the means,
/// \f[ mk + kn + mn \ge 3 (mnk)^{2/3} , \f]
/// with equality only if m = n = k. So of all products that take the same work, the one of square matrices
/// moves the fewest bytes, and flat or thin ones have a low intensity. A batch of products has no higher
/// intensity than one of them, unless they share a matrix: if a batch of inputs goes through the same weights
/// B, then B has to come once, not once for each.
///
/// **Large numbers.** The product of two 1024 × 1024 matrices takes \f$2 \cdot 1024^3 = 2^{31}\f$ FLOPs,
/// which is one more than the largest `int`. An `i64` holds all integers up to \f$2^{63} - 1\f$, about
/// \f$9.2 \cdot 10^{18}\f$, and so much must come out right, to the last digit. If the exact result is
/// greater, throw `std::overflow_error`. C++ does not do that for you: when an `i64` overflows, the behaviour
/// is undefined, and usually you are left with a wrong number, of any size and sign. Only the exact result
/// decides, not what one might compute on the way.
///
/// The model is that of Williams, Waterman & Patterson, Roofline: an insightful visual performance model for
/// multicore architectures, Communications of the ACM 52 (4), 2009.
///
/// @accuracy Counts are exact. `attainable` and `ridge` have a relative error of \f$\gamma_3 = 3u/(1-3u)\f$
/// at most, with \f$u = 2^{-53}\f$. The formulas above round once.

#include "matrix/view.hpp"

/// The operations of C = AB.
/// @ingroup ex_roofline
/// @param m  the rows of A and of C
/// @param n  the columns of B and of C
/// @param k  the columns of A, the rows of B
/// @returns 2mnk
/// @throws std::invalid_argument if an argument is less than 1
/// @throws std::overflow_error otherwise, if the exact result is greater than 2⁶³ − 1
i64 gemm_flops(i64 m, i64 n, i64 k);

/// The bytes that C = AB moves at the least: A and B are read, C is written.
/// @ingroup ex_roofline
/// @param m     the rows of A and of C
/// @param n     the columns of B and of C
/// @param k     the columns of A, the rows of B
/// @param word  the bytes of one number
/// @returns the bytes of A, B and C
/// @throws std::invalid_argument if an argument is less than 1
/// @throws std::overflow_error otherwise, if the exact result is greater than 2⁶³ − 1
i64 gemm_bytes(i64 m, i64 n, i64 k, i64 word);

/// The operations of y = Ax.
/// @ingroup ex_roofline
/// @param m  the rows of A, the length of y
/// @param n  the columns of A, the length of x
/// @returns 2mn
/// @throws std::invalid_argument if an argument is less than 1
/// @throws std::overflow_error otherwise, if the exact result is greater than 2⁶³ − 1
i64 gemv_flops(i64 m, i64 n);

/// The bytes that y = Ax moves at the least: A and x are read, y is written.
/// @ingroup ex_roofline
/// @param m     the rows of A, the length of y
/// @param n     the columns of A, the length of x
/// @param word  the bytes of one number
/// @returns the bytes of A, x and y
/// @throws std::invalid_argument if an argument is less than 1
/// @throws std::overflow_error otherwise, if the exact result is greater than 2⁶³ − 1
i64 gemv_bytes(i64 m, i64 n, i64 word);

/// The operations of y ← ax + y. Elimination ends with vectors of length 0, so that is legal; it costs 0.
/// @ingroup ex_roofline
/// @param n  the length of x and y
/// @returns 2n
/// @throws std::invalid_argument if n is less than 0
/// @throws std::overflow_error otherwise, if the exact result is greater than 2⁶³ − 1
i64 axpy_flops(i64 n);

/// The bytes that y ← ax + y moves at the least: x and y are read, y is written.
/// @ingroup ex_roofline
/// @param n     the length of x and y, possibly 0
/// @param word  the bytes of one number
/// @returns three times the bytes of a vector; the number a does not count
/// @throws std::invalid_argument if n is less than 0, or `word` less than 1
/// @throws std::overflow_error otherwise, if the exact result is greater than 2⁶³ − 1
i64 axpy_bytes(i64 n, i64 word);

/// The operations of a convolution, those with zeros of the padding included.
/// @ingroup ex_roofline
/// @param N   images
/// @param Ho  rows of an image that comes out
/// @param Wo  columns of an image that comes out
/// @param O   channels that come out
/// @param kh  rows of the window
/// @param kw  columns of the window
/// @param C   channels that go in
/// @returns two for each term of each sum
/// @throws std::invalid_argument if an argument is less than 1
/// @throws std::overflow_error otherwise, if the exact result is greater than 2⁶³ − 1
i64 conv_flops(i64 N, i64 Ho, i64 Wo, i64 O, i64 kh, i64 kw, i64 C);

/// The bytes that C_i = A_i B_i moves at the least, for i = 1, …, count.
/// @ingroup ex_roofline
/// @param count     how many products
/// @param m         the rows of each A_i and C_i
/// @param n         the columns of each B_i and C_i
/// @param k         the columns of each A_i, the rows of each B_i
/// @param word      the bytes of one number
/// @param shared_b  whether all B_i are one and the same matrix, which is then read once
/// @returns the bytes of all matrices
/// @throws std::invalid_argument if `count`, `m`, `n`, `k` or `word` is less than 1
/// @throws std::overflow_error otherwise, if the exact result is greater than 2⁶³ − 1
i64 batched_bytes(i64 count, i64 m, i64 n, i64 k, i64 word, bool shared_b);

/// The roof: the speed that a computation of intensity I can reach.
/// @ingroup ex_roofline
/// @param peak  FLOP/s of the machine
/// @param bw    bytes/s of its memory
/// @param I     FLOPs for each byte
/// @returns FLOP/s
/// @throws std::invalid_argument unless all arguments are greater than 0, which NaN is not
double attainable(double peak, double bw, double I);

/// The intensity from which on `peak` can be attained.
/// @ingroup ex_roofline
/// @param peak  FLOP/s of the machine
/// @param bw    bytes/s of its memory
/// @returns FLOPs for each byte
/// @throws std::invalid_argument unless both arguments are greater than 0, which NaN is not
double ridge(double peak, double bw);
