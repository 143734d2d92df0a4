#pragma once

#include "matrix/view.hpp"

#include <string>

/// A = XᵀX and b = Xᵀy, by way of the device. y and b have one row.
/// @param with_handle  or without any, so that every call of cuBLAS fails
/// @returns the name of the status
std::string system_on_device(bool with_handle, CView<float> X, CView<float> y, View<float> A, View<float> b);
