#include "im2col_conv_gpu_calls.hpp"

#include "im2col_conv.cuh"

#include "judge/calls.hpp"
#include "judge/device.hpp"

namespace {

int size(i64 extent) { return static_cast<int>(extent); }

i64 numbers(CT4<float> images) { return images.n * images.h * images.w * images.c; }
CView<float> row(CT4<float> images) { return {images.p, 1, numbers(images), numbers(images)}; }
View<float> row(T4<float> images) { return {images.p, 1, numbers(images), numbers(images)}; }

Windows windows(CT4<float> X, i64 kh, i64 kw, ConvP p, i64 Ho, i64 Wo) {
    return {size(X.n),  size(X.h),  size(X.w),  size(X.c),  size(kh), size(kw),
            size(p.sh), size(p.sw), size(p.ph), size(p.pw), size(Ho), size(Wo)};
}

} // namespace

void im2col_on_device(CT4<float> X, i64 kh, i64 kw, ConvP p, i64 Ho, i64 Wo, View<float> Col) {
    const judge::OnDevice x("X", row(X)), col("Col", Col);
    im2col(windows(X, kh, kw, p, Ho, Wo), x, col, size(Col.ld), nullptr);
    col.fetch(Col);
}
EXPOSE(im2col_on_device);

void col2im_on_device(CView<float> Col, i64 kh, i64 kw, ConvP p, i64 Ho, i64 Wo, T4<float> X) {
    const judge::OnDevice col("Col", Col), x("X", row(X));
    col2im(windows(X, kh, kw, p, Ho, Wo), col, size(Col.ld), x, nullptr);
    x.fetch(row(X));
}
EXPOSE(col2im_on_device);

std::string conv2d_gemm_on_device(bool with_handle, CT4<float> X, CT4<float> F, ConvP p, View<float> Col,
                                  T4<float> Y) {
    const judge::OnDevice x("X", row(X)), f("F", row(F)), col("Col", Col), y("Y", row(Y));
    cublasHandle_t handle = nullptr;
    if (with_handle && cublasCreate(&handle) != CUBLAS_STATUS_SUCCESS)
        throw std::runtime_error("There is no handle of cuBLAS to be had.");
    const auto status =
        conv2d_gemm(handle, windows(X, F.h, F.w, p, Y.h, Y.w), size(F.n), x, f, col, size(Col.ld), y);
    col.fetch(Col);
    y.fetch(row(Y));
    if (handle) cublasDestroy(handle);
    return cublasGetStatusName(status);
}
EXPOSE(conv2d_gemm_on_device);
