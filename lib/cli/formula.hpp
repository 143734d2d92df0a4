#pragma once
/// @file
/// Formulas for a terminal: TeX becomes Unicode, Unicode becomes ASCII.

#include <string>
#include <string_view>

namespace gemmlings {

/// TeX mathematics as one readable line (or several, where it says `\\`): `\mathbb{R}^{m \times n}` becomes
/// ℝᵐˣⁿ,
/// `\frac{a+b}{2}` becomes (a+b)/2. What is not known is kept, without its backslash.
std::string formula_text(std::string_view tex);

/// The same text for a terminal that shows ASCII only: Wᵀ becomes W^T, ≤ becomes <=, ✓ becomes +.
/// ASCII, escape sequences included, stays as it is; a character without a counterpart becomes "?".
std::string ascii_text(std::string_view text);

} // namespace gemmlings
