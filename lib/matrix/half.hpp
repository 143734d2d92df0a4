#pragma once
/// @file
/// Numbers of sixteen bits, handed to learners where an exercise builds on them instead of asking for them.
/// Apart from the other tools, because these need no Armadillo.

#include <cstdint>

namespace tools {

/// Rounds to the nearest half-precision number, ties to even; returns its 16 bits.
std::uint16_t to_f16(float x);
/// The value of the half-precision number with these 16 bits.
float from_f16(std::uint16_t bits);
/// Rounds to the nearest bfloat16 number, ties to even; returns its 16 bits.
std::uint16_t to_bf16(float x);
/// The value of the bfloat16 number with these 16 bits.
float from_bf16(std::uint16_t bits);

} // namespace tools
