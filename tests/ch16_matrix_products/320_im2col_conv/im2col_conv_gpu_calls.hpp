#pragma once

#include "matrix/layers.hpp"
#include "matrix/view.hpp"

#include <string>

// What the launchers do, by way of the device. The places of the window are Ho × Wo.

void im2col_on_device(CT4<float> X, i64 kh, i64 kw, ConvP p, i64 Ho, i64 Wo, View<float> Col);
void col2im_on_device(CView<float> Col, i64 kh, i64 kw, ConvP p, i64 Ho, i64 Wo, T4<float> X);

/// @param with_handle  or without any, so that every call of cuBLAS fails
/// @returns the name of the status
std::string conv2d_gemm_on_device(bool with_handle, CT4<float> X, CT4<float> F, ConvP p, View<float> Col,
                                  T4<float> Y);
