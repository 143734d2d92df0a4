// @diagnosis averages
// each pixel of col2im divided by the number of windows that see it

#include "im2col_conv.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>
#include <vector>

namespace {

template<class T> std::pair<i64, i64> places(CT4<T> X, i64 kh, i64 kw, ConvP p) {
    if (p.sh < 1 || p.sw < 1 || p.ph < 0 || p.pw < 0)
        throw std::invalid_argument("im2col_conv: strides begin at 1, padding at 0");
    const i64 down = X.h + 2 * p.ph - kh, across = X.w + 2 * p.pw - kw;
    if (down < 0 || across < 0)
        throw std::invalid_argument("im2col_conv: the window is larger than the padded image");
    return {down / p.sh + 1, across / p.sw + 1};
}

template<class T, class Visit>
void for_each_entry(CT4<T> X, i64 kh, i64 kw, ConvP p, CView<T> Col, Visit visit) {
    const auto [Ho, Wo] = places(X, kh, kw, p);
    if (Col.rows != X.n * Ho * Wo || Col.cols != kh * kw * X.c)
        throw std::invalid_argument("im2col_conv: Col has another size");
    for (i64 r = 0; r < Col.rows; ++r) {
        const i64 n = r / Wo / Ho, y = r / Wo % Ho, x = r % Wo;
        for (i64 i = 0; i < kh; ++i)
            for (i64 j = 0; j < kw; ++j) {
                const i64 row = y * p.sh + i - p.ph, column = x * p.sw + j - p.pw;
                const bool inside = 0 <= row && row < X.h && 0 <= column && column < X.w;
                for (i64 c = 0; c < X.c; ++c)
                    visit(r, (i * kw + j) * X.c + c,
                          inside ? ((n * X.h + row) * X.w + column) * X.c + c : -1);
            }
    }
}

} // namespace

template<class T> void im2col(CT4<T> X, i64 kh, i64 kw, ConvP p, View<T> Col) {
    for_each_entry<T>(X, kh, kw, p, Col, [&](i64 r, i64 q, i64 at) { Col(r, q) = at < 0 ? T(0) : X.p[at]; });
}

template<class T> void col2im(CView<T> Col, i64 kh, i64 kw, ConvP p, T4<T> X) {
    std::fill(X.p, X.p + X.n * X.h * X.w * X.c, T(0));
    std::vector<T> times(static_cast<std::size_t>(X.n * X.h * X.w * X.c));
    for_each_entry<T>(X, kh, kw, p, Col, [&](i64 r, i64 q, i64 at) {
        if (at < 0) return;
        X.p[at] += Col(r, q);
        times[static_cast<std::size_t>(at)] += 1;
    });
    for (std::size_t at = 0; at < times.size(); ++at)
        if (times[at] != 0) X.p[at] /= times[at];
}

template<class T> void conv2d_gemm(CT4<T> X, CT4<T> W, ConvP p, T4<T> Y) {
    const auto [Ho, Wo] = places(X, W.h, W.w, p);
    if (W.c != X.c) throw std::invalid_argument("conv2d_gemm: X and W differ in channels");
    if (Y.n != X.n || Y.h != Ho || Y.w != Wo || Y.c != W.n)
        throw std::invalid_argument("conv2d_gemm: Y has another size");

    const i64 rows = X.n * Ho * Wo, K = W.h * W.w * W.c;
    std::vector<T> memory(static_cast<std::size_t>(rows * K));
    const View<T> Col{memory.data(), rows, K, K}, as_matrix{Y.p, rows, W.n, W.n};
    const CView<T> F{W.p, W.n, K, K};
    im2col(X, W.h, W.w, p, Col);
    for (i64 r = 0; r < rows; ++r)
        for (i64 o = 0; o < W.n; ++o) {
            T sum = 0;
            for (i64 q = 0; q < K; ++q) sum += Col(r, q) * F(o, q);
            as_matrix(r, o) = sum;
        }
}

template void im2col(CT4<float>, i64, i64, ConvP, View<float>);
template void im2col(CT4<double>, i64, i64, ConvP, View<double>);
template void col2im(CView<float>, i64, i64, ConvP, T4<float>);
template void col2im(CView<double>, i64, i64, ConvP, T4<double>);
template void conv2d_gemm(CT4<float>, CT4<float>, ConvP, T4<float>);
template void conv2d_gemm(CT4<double>, CT4<double>, ConvP, T4<double>);
