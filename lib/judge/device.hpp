#pragma once
/// @file
/// For the calls files of GPU exercises: a view's elements in device memory, and back. Only functions of the
/// CUDA runtime are used, so it is the same on a simulated GPU and on a real one.

#include "matrix/view.hpp"

#include <cuda_runtime.h>

#include <stdexcept>
#include <string>
#include <type_traits>

#ifdef GEMMLINGS_SIMULATED_GPU
#include "gpu/memory.hpp"
#endif

namespace judge {

/// @throws std::runtime_error that names the function and the error, unless there is none
inline void check(cudaError_t error, const char* function) {
    if (error != cudaSuccess)
        throw std::runtime_error(std::string(function) + ": " + cudaGetErrorString(error));
}

/// Device memory that begins as a copy of a view's elements, with the room between its rows, and is exactly
/// as large: behind the last element there is nothing.
template<class T> class OnDevice {
  public:
    template<class View> OnDevice(const char* name, const View& view)
        : OnDevice(name, view.p, elements(view)) {}
    ~OnDevice() { cudaFree(memory); }
    OnDevice(const OnDevice&) = delete;
    OnDevice& operator=(const OnDevice&) = delete;

    operator T*() const { return memory; }

    /// Waits for the device, and copies everything back into the view.
    /// @throws std::runtime_error for an error of a launch, or of a kernel
    void fetch(View<T> view) const {
        check(cudaGetLastError(), "The launch");
        check(cudaDeviceSynchronize(), "The kernel");
        if (size) check(cudaMemcpy(view.p, memory, size, cudaMemcpyDeviceToHost), "cudaMemcpy");
    }

  private:
    T* memory = nullptr;
    std::size_t size = 0;

    OnDevice(const char* name, const T* host, i64 count) : size(static_cast<std::size_t>(count) * sizeof(T)) {
        if (size == 0) return;
        check(cudaMalloc(&memory, size), "cudaMalloc");
#ifdef GEMMLINGS_SIMULATED_GPU
        gpu::name_allocation(memory, name);
#else
        static_cast<void>(name);
#endif
        check(cudaMemcpy(memory, host, size, cudaMemcpyHostToDevice), "cudaMemcpy");
    }

    template<class View> static i64 elements(const View& view) {
        return view.rows == 0 || view.cols == 0 ? 0 : (view.rows - 1) * view.ld + view.cols;
    }
};

template<class View> OnDevice(const char*, const View&)
    -> OnDevice<std::remove_const_t<std::remove_pointer_t<decltype(View::p)>>>;

} // namespace judge
