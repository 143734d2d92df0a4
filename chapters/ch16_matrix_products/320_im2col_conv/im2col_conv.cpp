#include "im2col_conv.hpp"

template<class T> void im2col(CT4<T> X, i64 kh, i64 kw, ConvP p, View<T> Col) {
    // TODO: which pixel belongs into row r and column q of Col? Then col2im, the way back, and the product.
}

template<class T> void col2im(CView<T> Col, i64 kh, i64 kw, ConvP p, T4<T> X) {}

template<class T> void conv2d_gemm(CT4<T> X, CT4<T> W, ConvP p, T4<T> Y) {}

template void im2col(CT4<float>, i64, i64, ConvP, View<float>);
template void im2col(CT4<double>, i64, i64, ConvP, View<double>);
template void col2im(CView<float>, i64, i64, ConvP, T4<float>);
template void col2im(CView<double>, i64, i64, ConvP, T4<double>);
template void conv2d_gemm(CT4<float>, CT4<float>, ConvP, T4<float>);
template void conv2d_gemm(CT4<double>, CT4<double>, ConvP, T4<double>);
