// The part of each window that lies in the image is found first; sums by channel, then over channels.

#include "conv2d_direct.hpp"

#include <algorithm>
#include <stdexcept>

template<class T> void conv2d(CT4<T> X, CT4<T> W, ConvP p, T4<T> Y) {
    if (p.sh < 1 || p.sw < 1) throw std::invalid_argument("stride");
    if (p.ph < 0 || p.pw < 0) throw std::invalid_argument("padding");
    if (X.h + 2 * p.ph < W.h || X.w + 2 * p.pw < W.w) throw std::invalid_argument("filters");
    if (X.c != W.c || X.n != Y.n || W.n != Y.c) throw std::invalid_argument("channels or images");
    if (Y.h != (X.h + 2 * p.ph - W.h + p.sh) / p.sh) throw std::invalid_argument("rows of Y");
    if (Y.w != (X.w + 2 * p.pw - W.w + p.sw) / p.sw) throw std::invalid_argument("columns of Y");
    for (i64 o = 0; o < W.n; ++o)
        for (i64 n = 0; n < X.n; ++n)
            for (i64 y = 0, top = -p.ph; y < Y.h; ++y, top += p.sh)
                for (i64 x = 0, left = -p.pw; x < Y.w; ++x, left += p.sw) {
                    const i64 i0 = std::max<i64>(0, -top), i1 = std::min(W.h, X.h - top);
                    const i64 j0 = std::max<i64>(0, -left), j1 = std::min(W.w, X.w - left);
                    T sum = 0;
                    for (i64 c = 0; c < X.c; ++c) {
                        T of_channel = 0;
                        for (i64 i = i0; i < i1; ++i)
                            for (i64 j = j0; j < j1; ++j)
                                of_channel += X(n, top + i, left + j, c) * W(o, i, j, c);
                        sum += of_channel;
                    }
                    Y(n, y, x, o) = sum;
                }
}

template void conv2d(CT4<float>, CT4<float>, ConvP, T4<float>);
template void conv2d(CT4<double>, CT4<double>, ConvP, T4<double>);
template void conv2d(CT4<Counted<double>>, CT4<Counted<double>>, ConvP, T4<Counted<double>>);
