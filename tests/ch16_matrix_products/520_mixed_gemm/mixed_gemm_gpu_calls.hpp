#pragma once

#include "matrix/view.hpp"

#include <cstdint>
#include <string>

/// C = AB from words of 16 bits, by way of the device.
/// @param with_handle  or without any, so that every call of cuBLAS fails
/// @param bf16         the words are BF16; otherwise FP16
/// @returns the name of the status
std::string product_on_device(bool with_handle, bool bf16, CView<std::uint16_t> A, CView<std::uint16_t> B,
                              View<float> C);
