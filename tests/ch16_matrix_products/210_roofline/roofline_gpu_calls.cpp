#include "roofline_gpu_calls.hpp"

#include "roofline.cuh"

#include "judge/calls.hpp"
#include "judge/device.hpp"

void saxpy_on_device(float a, CView<float> x, View<float> y) {
    const judge::OnDevice from("x", x), to("y", y);
    saxpy(static_cast<int>(y.rows), a, from, to, nullptr);
    to.fetch(y);
}
EXPOSE(saxpy_on_device);

void sgemv_on_device(CView<float> A, CView<float> x, View<float> y) {
    const judge::OnDevice a("A", A), from("x", x), to("y", y);
    sgemv(static_cast<int>(A.rows), static_cast<int>(A.cols), a, static_cast<int>(A.ld), from, to, nullptr);
    to.fetch(y);
}
EXPOSE(sgemv_on_device);
