// Every pixel is sent to the windows that see it, and gathers from them; the convolution unfolds the filters.

#include "im2col_conv.hpp"

#include <cmath>
#include <stdexcept>
#include <utility>
#include <vector>

namespace {

template<class T> std::pair<i64, i64> places(CT4<T> X, i64 kh, i64 kw, ConvP p) {
    if (p.sh < 1 || p.sw < 1) throw std::invalid_argument("stride");
    if (p.ph < 0 || p.pw < 0) throw std::invalid_argument("padding");
    if (X.h + 2 * p.ph < kh || X.w + 2 * p.pw < kw) throw std::invalid_argument("window");
    return {(X.h + 2 * p.ph - kh + p.sh) / p.sh, (X.w + 2 * p.pw - kw + p.sw) / p.sw};
}

/// Calls visit(place, offset) for all windows that see a pixel, the last one first.
template<class Visit>
void windows(i64 row, i64 column, i64 kh, i64 kw, ConvP p, i64 Ho, i64 Wo, Visit visit) {
    for (i64 i = 0; i < kh; ++i)
        for (i64 j = 0; j < kw; ++j) {
            const i64 down = row + p.ph - i, right = column + p.pw - j;
            if (down < 0 || down % p.sh != 0 || right < 0 || right % p.sw != 0) continue;
            const i64 y = down / p.sh, x = right / p.sw;
            if (y < Ho && x < Wo) visit(y * Wo + x, i * kw + j);
        }
}

} // namespace

template<class T> void im2col(CT4<T> X, i64 kh, i64 kw, ConvP p, View<T> Col) {
    const auto [Ho, Wo] = places(X, kh, kw, p);
    const i64 per_image = Ho * Wo;
    if (Col.rows != X.n * per_image || Col.cols != kh * kw * X.c) throw std::invalid_argument("Col");
    for (i64 r = 0; r < Col.rows; ++r)
        for (i64 q = 0; q < Col.cols; ++q) Col(r, q) = 0;
    for (i64 n = 0; n < X.n; ++n)
        for (i64 row = 0; row < X.h; ++row)
            for (i64 column = 0; column < X.w; ++column)
                windows(row, column, kh, kw, p, Ho, Wo, [&, column = column](i64 place, i64 offset) {
                    for (i64 c = 0; c < X.c; ++c)
                        Col(n * per_image + place, offset * X.c + c) = X(n, row, column, c);
                });
}

template<class T> void col2im(CView<T> Col, i64 kh, i64 kw, ConvP p, T4<T> X) {
    const auto [Ho, Wo] = places<T>(X, kh, kw, p);
    const i64 per_image = Ho * Wo;
    if (Col.rows != X.n * per_image || Col.cols != kh * kw * X.c) throw std::invalid_argument("Col");
    for (i64 n = 0; n < X.n; ++n)
        for (i64 row = 0; row < X.h; ++row)
            for (i64 column = 0; column < X.w; ++column)
                for (i64 c = 0; c < X.c; ++c) {
                    T sum = 0;
                    windows(row, column, kh, kw, p, Ho, Wo, [&](i64 place, i64 offset) {
                        sum += Col(n * per_image + place, offset * X.c + c);
                    });
                    X(n, row, column, c) = sum;
                }
}

template<class T> void conv2d_gemm(CT4<T> X, CT4<T> W, ConvP p, T4<T> Y) {
    const auto [Ho, Wo] = places(X, W.h, W.w, p);
    if (X.c != W.c || X.n != Y.n || W.n != Y.c) throw std::invalid_argument("channels or images");
    if (Y.h != Ho || Y.w != Wo) throw std::invalid_argument("rows or columns of Y");
    const i64 rows = X.n * Ho * Wo, cols = W.h * W.w * W.c, ld = cols + 3;
    std::vector<T> memory(static_cast<std::size_t>(rows * ld));
    im2col(X, W.h, W.w, p, View<T>{memory.data(), rows, cols, ld});
    for (i64 r = 0; r < rows; ++r)
        for (i64 o = 0; o < W.n; ++o) {
            T sum = 0;
            for (i64 q = cols; q-- > 0;)
                sum = std::fma(memory[std::size_t(r * ld + q)], W.p[o * cols + q], sum);
            Y.p[r * W.n + o] = sum;
        }
}

template void im2col(CT4<float>, i64, i64, ConvP, View<float>);
template void im2col(CT4<double>, i64, i64, ConvP, View<double>);
template void col2im(CView<float>, i64, i64, ConvP, T4<float>);
template void col2im(CView<double>, i64, i64, ConvP, T4<double>);
template void conv2d_gemm(CT4<float>, CT4<float>, ConvP, T4<float>);
template void conv2d_gemm(CT4<double>, CT4<double>, ConvP, T4<double>);
