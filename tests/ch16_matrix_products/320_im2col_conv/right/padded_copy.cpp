// The padding made real: copies of images in a frame of zeros, from which rows of windows are copied whole.
// The convolution unfolds one image at a time.

#include "im2col_conv.hpp"

#include <algorithm>
#include <stdexcept>
#include <vector>

namespace {

template<class T> class Framed {
  public:
    Framed(CT4<T> X, i64 kh, i64 kw, ConvP p) : X(X), kh(kh), kw(kw), p(p) {
        if (p.sh < 1 || p.sw < 1) throw std::invalid_argument("stride");
        if (p.ph < 0 || p.pw < 0) throw std::invalid_argument("padding");
        h = X.h + 2 * p.ph, w = X.w + 2 * p.pw;
        if (h < kh || w < kw) throw std::invalid_argument("window");
        Ho = (h - kh) / p.sh + 1, Wo = (w - kw) / p.sw + 1;
    }

    i64 Ho, Wo;

    void check(i64 rows, i64 cols) const {
        if (rows != X.n * Ho * Wo || cols != kh * kw * X.c) throw std::invalid_argument("Col");
        memory.assign(static_cast<std::size_t>(h * w * X.c), T(0));
    }
    /// Calls visit(outside, inside) for each row of image n in `images` and the place for it in the frame.
    template<class P, class Visit> void rows(P images, i64 n, Visit visit) const {
        for (i64 row = 0; row < X.h; ++row)
            visit(images + (n * X.h + row) * X.w * X.c, memory.data() + ((row + p.ph) * w + p.pw) * X.c);
    }
    /// Calls visit(row of Col, column of Col, address) for each row of each window of image n.
    template<class Visit> void runs(i64 n, Visit visit) const {
        for (i64 y = 0; y < Ho; ++y)
            for (i64 x = 0; x < Wo; ++x)
                for (i64 i = 0; i < kh; ++i)
                    visit((n * Ho + y) * Wo + x, i * kw * X.c,
                          memory.data() + ((y * p.sh + i) * w + x * p.sw) * X.c);
    }
    void clear() const { std::fill(memory.begin(), memory.end(), T(0)); }

  private:
    CT4<T> X;
    i64 kh, kw;
    ConvP p;
    i64 h, w;
    mutable std::vector<T> memory;
};

} // namespace

template<class T> void im2col(CT4<T> X, i64 kh, i64 kw, ConvP p, View<T> Col) {
    const Framed<T> frame(X, kh, kw, p);
    frame.check(Col.rows, Col.cols);
    for (i64 n = 0; n < X.n; ++n) {
        frame.rows(X.p, n, [&](const T* image, T* framed) { std::copy(image, image + X.w * X.c, framed); });
        frame.runs(
            n, [&](i64 r, i64 q, const T* run) { std::copy(run, run + kw * X.c, Col.p + r * Col.ld + q); });
    }
}

template<class T> void col2im(CView<T> Col, i64 kh, i64 kw, ConvP p, T4<T> X) {
    const Framed<T> frame(X, kh, kw, p);
    frame.check(Col.rows, Col.cols);
    for (i64 n = 0; n < X.n; ++n) {
        frame.clear();
        frame.runs(n, [&](i64 r, i64 q, T* run) {
            for (i64 k = 0; k < kw * X.c; ++k) run[k] += Col(r, q + k);
        });
        frame.rows(X.p, n, [&](T* image, const T* framed) { std::copy(framed, framed + X.w * X.c, image); });
    }
}

template<class T> void conv2d_gemm(CT4<T> X, CT4<T> W, ConvP p, T4<T> Y) {
    const Framed<T> frame(X, W.h, W.w, p);
    if (X.c != W.c || X.n != Y.n || W.n != Y.c) throw std::invalid_argument("channels or images");
    if (Y.h != frame.Ho || Y.w != frame.Wo) throw std::invalid_argument("rows or columns of Y");
    const i64 rows = Y.h * Y.w, cols = W.h * W.w * W.c;
    std::vector<T> memory(static_cast<std::size_t>(rows * cols), T(7));
    const View<T> Col{memory.data(), rows, cols, cols};
    for (i64 n = 0; n < X.n; ++n) {
        im2col(CT4<T>{X.p + n * X.h * X.w * X.c, 1, X.h, X.w, X.c}, W.h, W.w, p, Col);
        for (i64 o = 0; o < W.n; ++o)
            for (i64 r = 0; r < rows; ++r) {
                T even = 0, odd = 0;
                for (i64 q = 0; q < cols; ++q) (q % 2 ? odd : even) += Col(r, q) * W.p[o * cols + q];
                Y.p[(n * rows + r) * W.n + o] = even + odd;
            }
    }
}

template void im2col(CT4<float>, i64, i64, ConvP, View<float>);
template void im2col(CT4<double>, i64, i64, ConvP, View<double>);
template void col2im(CView<float>, i64, i64, ConvP, T4<float>);
template void col2im(CView<double>, i64, i64, ConvP, T4<double>);
template void conv2d_gemm(CT4<float>, CT4<float>, ConvP, T4<float>);
template void conv2d_gemm(CT4<double>, CT4<double>, ConvP, T4<double>);
