#include "normal_equations_gpu_calls.hpp"

#include "normal_equations.cuh"

#include "judge/calls.hpp"
#include "judge/device.hpp"

std::string system_on_device(bool with_handle, CView<float> X, CView<float> y, View<float> A, View<float> b) {
    const judge::OnDevice features("X", X), values("y", y), matrix("A", A), side("b", b);
    cublasHandle_t handle = nullptr;
    if (with_handle && cublasCreate(&handle) != CUBLAS_STATUS_SUCCESS)
        throw std::runtime_error("There is no handle of cuBLAS to be had.");
    const auto status = normal_system(handle, static_cast<int>(X.rows), static_cast<int>(X.cols), features,
                                      values, matrix, side);
    matrix.fetch(A);
    side.fetch(b);
    if (handle) cublasDestroy(handle);
    return cublasGetStatusName(status);
}
EXPOSE(system_on_device);
