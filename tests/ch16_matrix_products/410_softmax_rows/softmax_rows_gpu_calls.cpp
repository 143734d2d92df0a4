#include "softmax_rows_gpu_calls.hpp"

#include "softmax_rows.cuh"

#include "judge/calls.hpp"
#include "judge/device.hpp"

namespace {
int size(i64 extent) { return static_cast<int>(extent); }
} // namespace

void softmax_on_device(CView<float> X, View<float> Y) {
    const judge::OnDevice x("X", X), y("Y", Y);
    softmax_rows(size(Y.rows), size(Y.cols), x, size(X.ld), y, size(Y.ld), nullptr);
    y.fetch(Y);
}
EXPOSE(softmax_on_device);

void softmax_in_place(View<float> X) {
    const judge::OnDevice x("X", X);
    softmax_rows(size(X.rows), size(X.cols), x, size(X.ld), x, size(X.ld), nullptr);
    x.fetch(X);
}
EXPOSE(softmax_in_place);
