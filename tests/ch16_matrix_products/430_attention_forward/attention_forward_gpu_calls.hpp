#pragma once

#include "matrix/view.hpp"

#include <string>

/// O = softmax(QKᵀ/√d_k) V, by way of the device.
/// @param with_handle  or without any, so that every call of cuBLAS fails
/// @param ldp          the leading dimension of the scratch memory
/// @returns the name of the status
std::string attention_on_device(bool with_handle, bool causal, CView<float> Q, CView<float> K, CView<float> V,
                                i64 ldp, View<float> O);
