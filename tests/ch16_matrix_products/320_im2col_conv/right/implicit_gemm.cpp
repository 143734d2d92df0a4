// Column by column of Col, each entry looked up by its two indices; the convolution has no Col.

#include "im2col_conv.hpp"

#include <stdexcept>

namespace {

template<class T> struct Patches {
    CT4<T> X;
    i64 kh, kw;
    ConvP p;
    i64 Ho, Wo, rows, cols;

    Patches(CT4<T> X, i64 kh, i64 kw, ConvP p) : X(X), kh(kh), kw(kw), p(p) {
        if (p.sh < 1 || p.sw < 1) throw std::invalid_argument("stride");
        if (p.ph < 0 || p.pw < 0) throw std::invalid_argument("padding");
        if (X.h + 2 * p.ph < kh || X.w + 2 * p.pw < kw) throw std::invalid_argument("window");
        Ho = (X.h + 2 * p.ph - kh + p.sh) / p.sh;
        Wo = (X.w + 2 * p.pw - kw + p.sw) / p.sw;
        rows = X.n * Ho * Wo;
        cols = kh * kw * X.c;
    }
    /// The address of the pixel, or nullptr in the padding.
    const T* operator()(i64 r, i64 q) const {
        const i64 row = r / Wo % Ho * p.sh + q / X.c / kw - p.ph,
                  column = r % Wo * p.sw + q / X.c % kw - p.pw;
        const bool inside = row >= 0 && row < X.h && column >= 0 && column < X.w;
        return inside ? &X(r / Wo / Ho, row, column, q % X.c) : nullptr;
    }
    void check(CView<T> Col) const {
        if (Col.rows != rows || Col.cols != cols) throw std::invalid_argument("Col");
    }
};

} // namespace

template<class T> void im2col(CT4<T> X, i64 kh, i64 kw, ConvP p, View<T> Col) {
    const Patches<T> patch(X, kh, kw, p);
    patch.check(Col);
    for (i64 q = 0; q < Col.cols; ++q)
        for (i64 r = 0; r < Col.rows; ++r) {
            const T* pixel = patch(r, q);
            Col(r, q) = pixel ? *pixel : T(0);
        }
}

template<class T> void col2im(CView<T> Col, i64 kh, i64 kw, ConvP p, T4<T> X) {
    const Patches<T> patch(X, kh, kw, p);
    patch.check(Col);
    for (i64 at = 0; at < X.n * X.h * X.w * X.c; ++at) X.p[at] = 0;
    for (i64 q = Col.cols; q-- > 0;)
        for (i64 r = Col.rows; r-- > 0;)
            if (const T* pixel = patch(r, q)) X.p[pixel - X.p] += Col(r, q);
}

template<class T> void conv2d_gemm(CT4<T> X, CT4<T> W, ConvP p, T4<T> Y) {
    const Patches<T> patch(X, W.h, W.w, p);
    if (X.c != W.c || X.n != Y.n || W.n != Y.c) throw std::invalid_argument("channels or images");
    if (Y.h != patch.Ho || Y.w != patch.Wo) throw std::invalid_argument("rows or columns of Y");
    for (i64 at = 0; at < patch.rows * W.n; ++at) Y.p[at] = 0;
    for (i64 q = 0; q < patch.cols; ++q)
        for (i64 r = 0; r < patch.rows; ++r)
            if (const T* pixel = patch(r, q))
                for (i64 o = 0; o < W.n; ++o) Y.p[r * W.n + o] += *pixel * W.p[o * patch.cols + q];
}

template void im2col(CT4<float>, i64, i64, ConvP, View<float>);
template void im2col(CT4<double>, i64, i64, ConvP, View<double>);
template void col2im(CView<float>, i64, i64, ConvP, T4<float>);
template void col2im(CView<double>, i64, i64, ConvP, T4<double>);
template void conv2d_gemm(CT4<float>, CT4<float>, ConvP, T4<float>);
template void conv2d_gemm(CT4<double>, CT4<double>, ConvP, T4<double>);
