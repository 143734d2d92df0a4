#pragma once

#include "matrix/view.hpp"

/// y ← ax + y, by way of the device. The vectors are matrices with one column.
void saxpy_on_device(float a, CView<float> x, View<float> y);

/// y = Ax, by way of the device.
void sgemv_on_device(CView<float> A, CView<float> x, View<float> y);
