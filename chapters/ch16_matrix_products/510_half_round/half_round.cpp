#include "half_round.hpp"

// TODO: start with bf16, the upper half of a float; then find out which float the smallest f16 numbers are.

std::uint16_t f32_to_f16(float x) { return 0; }

float f16_to_f32(std::uint16_t word) { return 0; }

std::uint16_t f32_to_bf16(float x) { return 0; }

float bf16_to_f32(std::uint16_t word) { return 0; }
