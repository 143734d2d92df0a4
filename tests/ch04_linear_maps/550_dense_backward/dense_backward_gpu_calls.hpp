#pragma once

#include "matrix/view.hpp"

#include <string>

/// The gradients of a dense layer, by way of the device. db has one row.
/// @param with_handle  or without any, so that every call of cuBLAS fails
/// @returns the name of the status
std::string gradients_on_device(bool with_handle, CView<float> X, CView<float> W, CView<float> D,
                                View<float> dX, View<float> dW, View<float> db);
