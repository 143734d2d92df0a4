#include "gpu/cublas_handles.hpp"

#include "gpu/cublas_call.hpp"
#include "gpu/include/cublasLt.h"

#include <map>
#include <memory>

namespace {

std::map<cublasHandle_t, std::unique_ptr<cublasContext>> handles;

constexpr int version = 120000; ///< of the interface

bool is_known(cublasMath_t mode) {
    constexpr int flags = CUBLAS_MATH_DISALLOW_REDUCED_PRECISION_REDUCTION;
    return (mode & ~flags) >= CUBLAS_DEFAULT_MATH && (mode & ~flags) <= CUBLAS_TF32_TENSOR_OP_MATH;
}

cublasStatus_t status_of_handle(cublasHandle_t handle, bool valid = true) {
    if (!gpu::is_handle(handle)) return CUBLAS_STATUS_NOT_INITIALIZED;
    return valid ? CUBLAS_STATUS_SUCCESS : CUBLAS_STATUS_INVALID_VALUE;
}

/// Reads a property of a handle, or changes one.
template<class T> cublasStatus_t get(cublasHandle_t handle, T cublasContext::*property, T* value) {
    const auto status = status_of_handle(handle, value != nullptr);
    if (status == CUBLAS_STATUS_SUCCESS) *value = handle->*property;
    return status;
}
template<class T> cublasStatus_t set(cublasHandle_t handle, T cublasContext::*property, T value, bool valid) {
    const auto status = status_of_handle(handle, valid);
    if (status == CUBLAS_STATUS_SUCCESS) handle->*property = value;
    return status;
}

} // namespace

bool gpu::is_handle(cublasHandle_t handle) { return handles.contains(handle); }

extern "C" {

cublasStatus_t cublasCreate(cublasHandle_t* handle) {
    if (!handle) return CUBLAS_STATUS_INVALID_VALUE;
    auto made = std::make_unique<cublasContext>();
    *handle = made.get();
    handles.emplace(*handle, std::move(made));
    return CUBLAS_STATUS_SUCCESS;
}

cublasStatus_t cublasDestroy(cublasHandle_t handle) {
    return handles.erase(handle) ? CUBLAS_STATUS_SUCCESS : CUBLAS_STATUS_NOT_INITIALIZED;
}

cublasStatus_t cublasGetVersion(cublasHandle_t handle, int* result) {
    const auto status = status_of_handle(handle, result != nullptr);
    if (status == CUBLAS_STATUS_SUCCESS) *result = version;
    return status;
}

cublasStatus_t cublasSetStream(cublasHandle_t handle, cudaStream_t stream) {
    return set(handle, &cublasContext::stream, stream, true);
}

cublasStatus_t cublasGetStream(cublasHandle_t handle, cudaStream_t* stream) {
    return get(handle, &cublasContext::stream, stream);
}

cublasStatus_t cublasSetPointerMode(cublasHandle_t handle, cublasPointerMode_t mode) {
    return set(handle, &cublasContext::pointer_mode, mode,
               mode == CUBLAS_POINTER_MODE_HOST || mode == CUBLAS_POINTER_MODE_DEVICE);
}

cublasStatus_t cublasGetPointerMode(cublasHandle_t handle, cublasPointerMode_t* mode) {
    return get(handle, &cublasContext::pointer_mode, mode);
}

cublasStatus_t cublasSetMathMode(cublasHandle_t handle, cublasMath_t mode) {
    return set(handle, &cublasContext::math_mode, mode, is_known(mode));
}

cublasStatus_t cublasGetMathMode(cublasHandle_t handle, cublasMath_t* mode) {
    return get(handle, &cublasContext::math_mode, mode);
}

cublasStatus_t cublasSetWorkspace(cublasHandle_t handle, void*, std::size_t) {
    return status_of_handle(handle);
}

#define GPU_STATUS(name, text)                                                                               \
    case name:                                                                                               \
        return text;

const char* cublasGetStatusName(cublasStatus_t status) {
#define GPU_NAME(name) GPU_STATUS(name, #name)
    switch (status) {
        GPU_NAME(CUBLAS_STATUS_SUCCESS)
        GPU_NAME(CUBLAS_STATUS_NOT_INITIALIZED)
        GPU_NAME(CUBLAS_STATUS_ALLOC_FAILED)
        GPU_NAME(CUBLAS_STATUS_INVALID_VALUE)
        GPU_NAME(CUBLAS_STATUS_ARCH_MISMATCH)
        GPU_NAME(CUBLAS_STATUS_MAPPING_ERROR)
        GPU_NAME(CUBLAS_STATUS_EXECUTION_FAILED)
        GPU_NAME(CUBLAS_STATUS_INTERNAL_ERROR)
        GPU_NAME(CUBLAS_STATUS_NOT_SUPPORTED)
        GPU_NAME(CUBLAS_STATUS_LICENSE_ERROR)
    }
#undef GPU_NAME
    return "CUBLAS_STATUS_UNKNOWN";
}

const char* cublasGetStatusString(cublasStatus_t status) {
    switch (status) {
        GPU_STATUS(CUBLAS_STATUS_SUCCESS, "success")
        GPU_STATUS(CUBLAS_STATUS_NOT_INITIALIZED, "there is no such handle: see cublasCreate")
        GPU_STATUS(CUBLAS_STATUS_ALLOC_FAILED, "the library has no memory for itself")
        GPU_STATUS(CUBLAS_STATUS_INVALID_VALUE, "an argument has a value that the function does not allow")
        GPU_STATUS(CUBLAS_STATUS_ARCH_MISMATCH, "the device lacks what the function needs")
        GPU_STATUS(CUBLAS_STATUS_MAPPING_ERROR, "device memory could not be accessed")
        GPU_STATUS(CUBLAS_STATUS_EXECUTION_FAILED, "the function failed on the device")
        GPU_STATUS(CUBLAS_STATUS_INTERNAL_ERROR, "the library failed")
        GPU_STATUS(CUBLAS_STATUS_NOT_SUPPORTED, "the library does not offer this combination of arguments")
        GPU_STATUS(CUBLAS_STATUS_LICENSE_ERROR, "there is no licence for this")
    }
    return "no status of the library's";
}

// A handle of cuBLAS may stand for one of cuBLASLt, whose own functions are not here.
cublasStatus_t cublasLtCreate(cublasLtHandle_t* handle) {
    return cublasCreate(reinterpret_cast<cublasHandle_t*>(handle));
}

cublasStatus_t cublasLtDestroy(cublasLtHandle_t handle) {
    return cublasDestroy(reinterpret_cast<cublasHandle_t>(handle));
}

} // extern "C"
