// A product of matrices, places times filters, whose left factor is looked up instead of being stored.

#include "conv2d_direct.hpp"

#include <stdexcept>

template<class T> void conv2d(CT4<T> X, CT4<T> W, ConvP p, T4<T> Y) {
    if (p.sh < 1 || p.sw < 1) throw std::invalid_argument("stride");
    if (p.ph < 0 || p.pw < 0) throw std::invalid_argument("padding");
    if (X.h + 2 * p.ph < W.h || X.w + 2 * p.pw < W.w) throw std::invalid_argument("filters");
    if (X.c != W.c || X.n != Y.n || W.n != Y.c) throw std::invalid_argument("channels or images");
    if (Y.h != (X.h + 2 * p.ph - W.h + p.sh) / p.sh) throw std::invalid_argument("rows of Y");
    if (Y.w != (X.w + 2 * p.pw - W.w + p.sw) / p.sw) throw std::invalid_argument("columns of Y");
    const i64 places = Y.n * Y.h * Y.w, terms = W.h * W.w * W.c;
    const auto patch = [&](i64 place, i64 term) {
        const i64 row = place / Y.w % Y.h * p.sh + term / W.c / W.w - p.ph;
        const i64 column = place % Y.w * p.sw + term / W.c % W.w - p.pw;
        const bool inside = row >= 0 && row < X.h && column >= 0 && column < X.w;
        return inside ? X(place / Y.w / Y.h, row, column, term % W.c) : T(0);
    };
    for (i64 place = 0; place < places; ++place)
        for (i64 o = 0; o < W.n; ++o) Y.p[place * W.n + o] = T(0);
    for (i64 term = 0; term < terms; ++term)
        for (i64 place = 0; place < places; ++place) {
            const T pixel = patch(place, term);
            for (i64 o = 0; o < W.n; ++o) Y.p[place * W.n + o] += pixel * W.p[o * terms + term];
        }
}

template void conv2d(CT4<float>, CT4<float>, ConvP, T4<float>);
template void conv2d(CT4<double>, CT4<double>, ConvP, T4<double>);
template void conv2d(CT4<Counted<double>>, CT4<Counted<double>>, ConvP, T4<Counted<double>>);
