/// @file
/// cuBLAS: vectors, and copies between host and device. As in BLAS, nothing is done for n <= 0, and functions
/// of one vector do nothing, or return 0, unless its increment is positive.

#include "gpu/blas.hpp"
#include "gpu/cublas_call.hpp"

#include <cstring>

namespace gpu {

namespace {

template<class T>
cublasStatus_t axpy(CublasCall call, int n, const T* alpha, const T* x, int incx, T* y, int incy) {
    call.require(alpha != nullptr);
    if (!call.good() || n <= 0) return call.result();
    const auto factor = call.scalar("alpha", alpha);
    call.reads(vector("x", x, n, incx));
    call.updates(vector("y", y, n, incy), true);
    if (call.good()) blas::axpy(n, *factor, x, incx, y, incy);
    return call.result();
}

template<class T>
cublasStatus_t dot(CublasCall call, int n, const T* x, int incx, const T* y, int incy, T* result) {
    if (n > 0) {
        call.require(result != nullptr);
        call.reads(vector("x", x, n, incx));
        call.reads(vector("y", y, n, incy));
    }
    if (call.good()) call.returns(result, n > 0 ? blas::dot(n, x, incx, y, incy) : T{0});
    return call.result();
}

/// A number that belongs to one vector: its norm, the place of its largest element.
template<class T, class Result> cublasStatus_t reduce(CublasCall call, Result (*function)(int, const T*, int),
                                                      int n, const T* x, int incx, Result* result) {
    const bool empty = n <= 0 || incx <= 0;
    call.require(result != nullptr);
    if (!empty) call.reads(vector("x", x, n, incx));
    if (call.good()) call.returns(result, empty ? Result{0} : function(n, x, incx));
    return call.result();
}

template<class T> cublasStatus_t scal(CublasCall call, int n, const T* alpha, T* x, int incx) {
    call.require(alpha != nullptr);
    if (!call.good() || n <= 0 || incx <= 0) return call.result();
    const auto factor = call.scalar("alpha", alpha);
    call.updates(vector("x", x, n, incx), true);
    if (call.good()) blas::scal(n, *factor, x, incx);
    return call.result();
}

template<class T> cublasStatus_t copy(CublasCall call, int n, const T* x, int incx, T* y, int incy) {
    if (n <= 0) return call.result();
    call.reads(vector("x", x, n, incx));
    call.writes(vector("y", y, n, incy));
    if (call.good()) blas::copy(n, x, incx, y, incy);
    return call.result();
}

template<class T> cublasStatus_t swap(CublasCall call, int n, T* x, int incx, T* y, int incy) {
    if (n <= 0) return call.result();
    call.updates(vector("x", x, n, incx), true);
    call.updates(vector("y", y, n, incy), true);
    if (call.good()) blas::swap(n, x, incx, y, incy);
    return call.result();
}

/// Copies columns of bytes.
void copy_columns(const void* from, std::size_t from_ld, void* to, std::size_t to_ld, std::size_t column,
                  int columns) {
    for (int j = 0; j < columns; ++j)
        std::memcpy(static_cast<std::byte*>(to) + static_cast<std::size_t>(j) * to_ld,
                    static_cast<const std::byte*>(from) + static_cast<std::size_t>(j) * from_ld, column);
}

/// Between a matrix of the host and one of the device. These functions need no handle.
cublasStatus_t transfer(const char* name, const void* code, int rows, int columns, int size, const void* from,
                        int from_ld, void* to, int to_ld, bool to_device) {
    CublasCall call(name, code);
    call.require(rows >= 0 && columns >= 0 && size > 0 && holds(from_ld, rows) && holds(to_ld, rows));
    if (!call.good() || rows == 0 || columns == 0) return call.result();
    const auto bytes = static_cast<std::size_t>(size);
    if (to_device)
        call.writes({"its result", to, bytes, rows, columns, to_ld});
    else
        call.reads({"its argument", from, bytes, rows, columns, from_ld});
    if (call.good())
        copy_columns(from, static_cast<std::size_t>(from_ld) * bytes, to,
                     static_cast<std::size_t>(to_ld) * bytes, static_cast<std::size_t>(rows) * bytes,
                     columns);
    return call.result();
}

} // namespace

} // namespace gpu

extern "C" {

#define GPU_VECTOR_FUNCTIONS(T, P, ip)                                                                       \
    cublasStatus_t cublas##P##axpy(cublasHandle_t handle, int n, const T* alpha, const T* x, int incx, T* y, \
                                   int incy) {                                                               \
        return gpu::axpy(GPU_CUBLAS_CALL("cublas" #P "axpy"), n, alpha, x, incx, y, incy);                   \
    }                                                                                                        \
    cublasStatus_t cublas##P##dot(cublasHandle_t handle, int n, const T* x, int incx, const T* y, int incy,  \
                                  T* result) {                                                               \
        return gpu::dot(GPU_CUBLAS_CALL("cublas" #P "dot"), n, x, incx, y, incy, result);                    \
    }                                                                                                        \
    cublasStatus_t cublas##P##nrm2(cublasHandle_t handle, int n, const T* x, int incx, T* result) {          \
        return gpu::reduce<T>(GPU_CUBLAS_CALL("cublas" #P "nrm2"), &gpu::blas::nrm2, n, x, incx, result);    \
    }                                                                                                        \
    cublasStatus_t cublas##P##asum(cublasHandle_t handle, int n, const T* x, int incx, T* result) {          \
        return gpu::reduce<T>(GPU_CUBLAS_CALL("cublas" #P "asum"), &gpu::blas::asum, n, x, incx, result);    \
    }                                                                                                        \
    cublasStatus_t cublasI##ip##amax(cublasHandle_t handle, int n, const T* x, int incx, int* result) {      \
        return gpu::reduce<T>(GPU_CUBLAS_CALL("cublasI" #ip "amax"), &gpu::blas::iamax, n, x, incx, result); \
    }                                                                                                        \
    cublasStatus_t cublas##P##scal(cublasHandle_t handle, int n, const T* alpha, T* x, int incx) {           \
        return gpu::scal(GPU_CUBLAS_CALL("cublas" #P "scal"), n, alpha, x, incx);                            \
    }                                                                                                        \
    cublasStatus_t cublas##P##copy(cublasHandle_t handle, int n, const T* x, int incx, T* y, int incy) {     \
        return gpu::copy(GPU_CUBLAS_CALL("cublas" #P "copy"), n, x, incx, y, incy);                          \
    }                                                                                                        \
    cublasStatus_t cublas##P##swap(cublasHandle_t handle, int n, T* x, int incx, T* y, int incy) {           \
        return gpu::swap(GPU_CUBLAS_CALL("cublas" #P "swap"), n, x, incx, y, incy);                          \
    }

GPU_VECTOR_FUNCTIONS(float, S, s)
GPU_VECTOR_FUNCTIONS(double, D, d)

cublasStatus_t cublasSetVector(int n, int size, const void* x, int incx, void* device_y, int incy) {
    return gpu::transfer("cublasSetVector", __builtin_return_address(0), 1, n, size, x, incx, device_y, incy,
                         true);
}

cublasStatus_t cublasGetVector(int n, int size, const void* device_x, int incx, void* y, int incy) {
    return gpu::transfer("cublasGetVector", __builtin_return_address(0), 1, n, size, device_x, incx, y, incy,
                         false);
}

cublasStatus_t cublasSetMatrix(int rows, int columns, int size, const void* A, int lda, void* device_B,
                               int ldb) {
    return gpu::transfer("cublasSetMatrix", __builtin_return_address(0), rows, columns, size, A, lda,
                         device_B, ldb, true);
}

cublasStatus_t cublasGetMatrix(int rows, int columns, int size, const void* device_A, int lda, void* B,
                               int ldb) {
    return gpu::transfer("cublasGetMatrix", __builtin_return_address(0), rows, columns, size, device_A, lda,
                         B, ldb, false);
}

} // extern "C"
