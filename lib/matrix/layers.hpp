#pragma once
/// @file
/// The words in which layers of a network are described.

#include "matrix/view.hpp"

/// An activation function. The derivative of ReLU at 0 is taken to be 0.
enum class Act { Identity, ReLU, Sigmoid, Tanh };

/// Strides (sh, sw) and zero padding (ph, pw) of a convolution;
/// the output is floor((H + 2 ph - kh) / sh) + 1 high, and likewise wide.
struct ConvP {
    i64 sh, sw, ph, pw;
};
