#pragma once

/// @exercise{is_linear, Linearity oracle}
/// @chapter{ch04_linear_maps}
/// @stars{1}
/// @points{4}
/// @errata{F1}
/// @errata{F12}
///
/// A map \f$f : \mathbb{R}^d \to \mathbb{R}^m\f$ is linear if it respects the two operations that vectors
/// have: \f[ f(u + v) = f(u) + f(v), \qquad f(\alpha u) = \alpha f(u)
///     \qquad\text{for all } u, v \in \mathbb{R}^d,\ \alpha \in \mathbb{R}. \f]
/// You are given f as a black box: all you can do is evaluate it. Draw vectors at random and look whether the
/// two laws hold. A single counterexample refutes linearity; many probes without one make it as good as
/// certain, because the vectors that satisfy a law by accident form a thin set.
///
/// Look for counterexamples with at least 8 pairs of Gaussian vectors u, v and factors \f$\alpha\f$ of both
/// signs, \f$|\alpha| \ne 1\f$, and report three properties:
///
/// - `zero`: \f$f(0) = 0\f$;
/// - `additive`: \f$f(u + v) = f(u) + f(v)\f$ in all probes;
/// - `homogeneous`: \f$f(\alpha u) = \alpha f(u)\f$ in all probes.
///
/// Computers round, so an equation holds if its two sides differ, in the largest entry, by at most `rtol`
/// times the largest entry (in absolute value) of the outputs that occur in this probe: of f(u), f(v) and
/// f(u+v), or of f(u) and f(αu). For `zero` compare f(0) with the largest output over all probes. The
/// comparison is relative, so that 10⁸f and 10⁻¹²f get the same report as f.
///
/// A dense layer W x + b with b ≠ 0 is not linear but affine, and attention is not linear because of its
/// softmax, although both are often called so.

#include "matrix/maps.hpp"

/// What was found out about a map.
/// @ingroup ex_is_linear
struct LinReport {
    bool zero;        ///< f(0) = 0
    bool additive;    ///< f(u + v) = f(u) + f(v) in all probes
    bool homogeneous; ///< f(αu) = αf(u) in all probes
};

/// Probes a map for linearity.
/// @ingroup ex_is_linear
/// @param f     the map, a function of vectors of length d; m is the length of f(0)
/// @param d     the dimension of its domain, at least 1
/// @param rtol  the relative tolerance, as 1e-9
/// @param seed  of the random vectors: the same seed gives the same report
/// @returns the three properties; a property is false where f returns NaN
/// @throws std::invalid_argument if d is 0, or if outputs of f differ in length
LinReport is_linear(const Map& f, arma::uword d, double rtol, arma::uword seed);
