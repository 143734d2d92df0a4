#pragma once

#include "matrix/view.hpp"

/// The softmax of each row of X, by way of the device.
void softmax_on_device(CView<float> X, View<float> Y);

/// X becomes the softmax of its rows, by way of the device.
void softmax_in_place(View<float> X);
