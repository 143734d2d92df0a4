#include "mixed_gemm_gpu_calls.hpp"

#include "mixed_gemm.cuh"

#include "judge/calls.hpp"
#include "judge/device.hpp"

#include <algorithm>

std::string product_on_device(bool with_handle, bool bf16, CView<std::uint16_t> A, CView<std::uint16_t> B,
                              View<float> C) {
    const judge::OnDevice a("A", A), b("B", B);
    const judge::OnDevice c("C", C);
    cublasHandle_t handle = nullptr;
    if (with_handle && cublasCreate(&handle) != CUBLAS_STATUS_SUCCESS)
        throw std::runtime_error("There is no handle of cuBLAS to be had.");
    const auto size = [](i64 extent) { return static_cast<int>(extent); };
    const auto leading = [](i64 ld) { return std::max(static_cast<int>(ld), 1); };
    const auto status = gemm_half(handle, size(C.rows), size(C.cols), size(A.cols), a, leading(A.ld), b,
                                  leading(B.ld), c, leading(C.ld), bf16 ? Format::BF16 : Format::F16);
    c.fetch(C);
    if (handle) cublasDestroy(handle);
    return cublasGetStatusName(status);
}
EXPOSE(product_on_device);
