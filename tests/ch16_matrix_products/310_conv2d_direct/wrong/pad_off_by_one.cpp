// @diagnosis pad_off_by_one
// one row and one column of padding too few subtracted

#include "conv2d_direct.hpp"

#include <stdexcept>

template<class T> void conv2d(CT4<T> X, CT4<T> W, ConvP p, T4<T> Y) {
    if (p.sh < 1 || p.sw < 1 || p.ph < 0 || p.pw < 0)
        throw std::invalid_argument("conv2d: strides begin at 1, padding at 0");
    const i64 down = X.h + 2 * p.ph - W.h, right = X.w + 2 * p.pw - W.w;
    if (down < 0 || right < 0)
        throw std::invalid_argument("conv2d: the filters are larger than the padded image");
    if (W.c != X.c) throw std::invalid_argument("conv2d: X and W differ in channels");
    if (Y.n != X.n || Y.h != down / p.sh + 1 || Y.w != right / p.sw + 1 || Y.c != W.n)
        throw std::invalid_argument("conv2d: Y has another size");

    for (i64 n = 0; n < Y.n; ++n)
        for (i64 y = 0; y < Y.h; ++y)
            for (i64 x = 0; x < Y.w; ++x)
                for (i64 o = 0; o < Y.c; ++o) {
                    T sum = 0;
                    for (i64 i = 0; i < W.h; ++i) {
                        const i64 row = y * p.sh + i - p.ph + 1;
                        if (row < 0 || row >= X.h) continue;
                        for (i64 j = 0; j < W.w; ++j) {
                            const i64 column = x * p.sw + j - p.pw + 1;
                            if (column < 0 || column >= X.w) continue;
                            for (i64 c = 0; c < X.c; ++c) sum += X(n, row, column, c) * W(o, i, j, c);
                        }
                    }
                    Y(n, y, x, o) = sum;
                }
}

template void conv2d(CT4<float>, CT4<float>, ConvP, T4<float>);
template void conv2d(CT4<double>, CT4<double>, ConvP, T4<double>);
template void conv2d(CT4<Counted<double>>, CT4<Counted<double>>, ConvP, T4<Counted<double>>);
