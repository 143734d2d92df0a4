#include "im2col_conv_calls.hpp"

#include "judge/calls.hpp"

#include <stdexcept>

template<class Call> std::string refusal_of(Call call) {
    try {
        call();
    } catch (const std::invalid_argument& refusal) {
        return "std::invalid_argument (\"" + std::string(refusal.what()) + "\")";
    }
    return {};
}

template<class T> std::string try_im2col(CT4<T> X, i64 kh, i64 kw, ConvP p, View<T> Col) {
    return refusal_of([&] { im2col(X, kh, kw, p, Col); });
}
template<class T> std::string try_col2im(CView<T> Col, i64 kh, i64 kw, ConvP p, T4<T> X) {
    return refusal_of([&] { col2im(Col, kh, kw, p, X); });
}
template<class T> std::string try_conv2d_gemm(CT4<T> X, CT4<T> W, ConvP p, T4<T> Y) {
    return refusal_of([&] { conv2d_gemm(X, W, p, Y); });
}

EXPOSE(try_im2col<float>);
EXPOSE(try_im2col<double>);
EXPOSE(try_col2im<float>);
EXPOSE(try_col2im<double>);
EXPOSE(try_conv2d_gemm<float>);
EXPOSE(try_conv2d_gemm<double>);
EXPOSE(im2col<double>);
EXPOSE(col2im<double>);
EXPOSE(conv2d_gemm<double>);
