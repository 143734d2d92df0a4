#pragma once

#include "matrix/layers.hpp"
#include "matrix/view.hpp"

/// Y ← the cross-correlation of X with every filter of F, by way of the device.
void conv2d_on_device(CT4<float> X, CT4<float> F, ConvP p, T4<float> Y);
