#pragma once

#include "half_round.hpp"
#include "matrix/view.hpp"

/// The conversions of many numbers in one call; x and y have one row of the same length.
void f32_to_f16_each(CView<float> x, View<std::uint16_t> y);
void f16_to_f32_each(CView<std::uint16_t> x, View<float> y);
void f32_to_bf16_each(CView<float> x, View<std::uint16_t> y);
void bf16_to_f32_each(CView<std::uint16_t> x, View<float> y);
