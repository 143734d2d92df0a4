#pragma once

#include "matrix/view.hpp"

/// C = AB, by way of the device.
void product_on_device(CView<float> A, CView<float> B, View<float> C);
