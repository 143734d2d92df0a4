#include "conv2d_direct_gpu_calls.hpp"

#include "conv2d_direct.cuh"

#include "judge/calls.hpp"
#include "judge/device.hpp"

void conv2d_on_device(CT4<float> X, CT4<float> F, ConvP p, T4<float> Y) {
    const auto size = [](i64 extent) { return static_cast<int>(extent); };
    const auto numbers = [](CT4<float> images) { return images.n * images.h * images.w * images.c; };
    const auto row = [&](CT4<float> images) {
        return CView<float>{images.p, 1, numbers(images), numbers(images)};
    };
    const judge::OnDevice x("X", row(X)), f("F", row(F)), y("Y", row(Y));
    const ConvLayer layer{size(X.n),  size(X.h),  size(X.w),  size(X.c),  size(F.n), size(F.h), size(F.w),
                          size(p.sh), size(p.sw), size(p.ph), size(p.pw), size(Y.h), size(Y.w)};
    conv2d(layer, x, f, y, nullptr);
    y.fetch({Y.p, 1, numbers(Y), numbers(Y)});
}
EXPOSE(conv2d_on_device);
