#pragma once

#include "conv2d_direct.hpp"

#include <string>

/// Calls conv2d. Returns what was thrown if it was a std::invalid_argument, and an empty string if nothing
/// was.
template<class T> std::string try_conv2d(CT4<T> X, CT4<T> W, ConvP p, T4<T> Y);

/// conv2d on numbers that count, and what they counted.
OpCount counted_conv2d(CT4<Counted<double>> X, CT4<Counted<double>> W, ConvP p, T4<Counted<double>> Y);
