#include "dense_backward_gpu_calls.hpp"

#include "dense_backward.cuh"

#include "judge/calls.hpp"
#include "judge/device.hpp"

#include <vector>

std::string gradients_on_device(bool with_handle, CView<float> X, CView<float> W, CView<float> D,
                                View<float> dX, View<float> dW, View<float> db) {
    std::vector<float> row_of_ones(static_cast<std::size_t>(X.rows), 1.0f);
    const CView<float> row{row_of_ones.data(), 1, X.rows, X.rows};
    const judge::OnDevice x("X", X), w("W", W), d("D", D), ones("ones", row);
    const judge::OnDevice dx("dX", dX), dw("dW", dW), dbias("db", db);
    cublasHandle_t handle = nullptr;
    if (with_handle && cublasCreate(&handle) != CUBLAS_STATUS_SUCCESS)
        throw std::runtime_error("There is no handle of cuBLAS to be had.");
    const auto size = [](i64 extent) { return static_cast<int>(extent); };
    const auto status =
        dense_backward(handle, size(X.rows), size(X.cols), size(W.rows), x, w, d, ones, dx, dw, dbias);
    dx.fetch(dX);
    dw.fetch(dW);
    dbias.fetch(db);
    if (handle) cublasDestroy(handle);
    return cublasGetStatusName(status);
}
EXPOSE(gradients_on_device);
