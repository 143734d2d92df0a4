// Every pixel is sent to the places that it belongs to, with fused multiply-adds; loops from the end.

#include "conv2d_direct.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

template<class T> void conv2d(CT4<T> X, CT4<T> W, ConvP p, T4<T> Y) {
    using std::fma;
    if (p.sh < 1 || p.sw < 1) throw std::invalid_argument("stride");
    if (p.ph < 0 || p.pw < 0) throw std::invalid_argument("padding");
    if (X.h + 2 * p.ph < W.h || X.w + 2 * p.pw < W.w) throw std::invalid_argument("filters");
    if (X.c != W.c || X.n != Y.n || W.n != Y.c) throw std::invalid_argument("channels or images");
    if (Y.h != (X.h + 2 * p.ph - W.h + p.sh) / p.sh) throw std::invalid_argument("rows of Y");
    if (Y.w != (X.w + 2 * p.pw - W.w + p.sw) / p.sw) throw std::invalid_argument("columns of Y");
    std::fill(Y.p, Y.p + Y.n * Y.h * Y.w * Y.c, T(0));
    for (i64 n = X.n; n-- > 0;)
        for (i64 row = X.h; row-- > 0;)
            for (i64 column = X.w; column-- > 0;)
                for (i64 i = 0; i < W.h; ++i)
                    for (i64 j = 0; j < W.w; ++j) {
                        const i64 down = row + p.ph - i, right = column + p.pw - j;
                        if (down < 0 || down % p.sh != 0 || right < 0 || right % p.sw != 0) continue;
                        const i64 y = down / p.sh, x = right / p.sw;
                        if (y >= Y.h || x >= Y.w) continue;
                        for (i64 o = 0; o < W.n; ++o)
                            for (i64 c = X.c; c-- > 0;)
                                Y(n, y, x, o) = fma(X(n, row, column, c), W(o, i, j, c), Y(n, y, x, o));
                    }
}

template void conv2d(CT4<float>, CT4<float>, ConvP, T4<float>);
template void conv2d(CT4<double>, CT4<double>, ConvP, T4<double>);
template void conv2d(CT4<Counted<double>>, CT4<Counted<double>>, ConvP, T4<Counted<double>>);
