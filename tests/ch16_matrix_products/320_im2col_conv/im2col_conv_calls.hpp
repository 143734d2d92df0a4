#pragma once

#include "im2col_conv.hpp"

#include <string>

// Each of these calls the function of its name. It returns what was thrown if that was a
// std::invalid_argument, and an empty string if nothing was.

template<class T> std::string try_im2col(CT4<T> X, i64 kh, i64 kw, ConvP p, View<T> Col);
template<class T> std::string try_col2im(CView<T> Col, i64 kh, i64 kw, ConvP p, T4<T> X);
template<class T> std::string try_conv2d_gemm(CT4<T> X, CT4<T> W, ConvP p, T4<T> Y);
