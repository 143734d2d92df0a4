// The padding made real: each image is copied into a frame of zeros, so that no index leaves it.

#include "conv2d_direct.hpp"

#include <stdexcept>
#include <vector>

template<class T> void conv2d(CT4<T> X, CT4<T> W, ConvP p, T4<T> Y) {
    if (p.sh < 1 || p.sw < 1) throw std::invalid_argument("stride");
    if (p.ph < 0 || p.pw < 0) throw std::invalid_argument("padding");
    if (X.h + 2 * p.ph < W.h || X.w + 2 * p.pw < W.w) throw std::invalid_argument("filters");
    if (X.c != W.c || X.n != Y.n || W.n != Y.c) throw std::invalid_argument("channels or images");
    if (Y.h != (X.h + 2 * p.ph - W.h + p.sh) / p.sh) throw std::invalid_argument("rows of Y");
    if (Y.w != (X.w + 2 * p.pw - W.w + p.sw) / p.sw) throw std::invalid_argument("columns of Y");
    const i64 h = X.h + 2 * p.ph, w = X.w + 2 * p.pw;
    for (i64 n = 0; n < X.n; ++n) {
        std::vector<T> memory(static_cast<std::size_t>(h * w * X.c), T(0));
        const T4<T> framed{memory.data(), 1, h, w, X.c};
        for (i64 row = 0; row < X.h; ++row)
            for (i64 column = 0; column < X.w; ++column)
                for (i64 c = 0; c < X.c; ++c) framed(0, row + p.ph, column + p.pw, c) = X(n, row, column, c);
        for (i64 o = 0; o < W.n; ++o)
            for (i64 x = 0; x < Y.w; ++x)
                for (i64 y = 0; y < Y.h; ++y) {
                    T sum = 0;
                    for (i64 c = 0; c < W.c; ++c)
                        for (i64 j = W.w; j-- > 0;)
                            for (i64 i = W.h; i-- > 0;)
                                sum += framed(0, y * p.sh + i, x * p.sw + j, c) * W(o, i, j, c);
                    Y(n, y, x, o) = sum;
                }
    }
}

template void conv2d(CT4<float>, CT4<float>, ConvP, T4<float>);
template void conv2d(CT4<double>, CT4<double>, ConvP, T4<double>);
template void conv2d(CT4<Counted<double>>, CT4<Counted<double>>, ConvP, T4<Counted<double>>);
