#pragma once
/// @file
/// Device memory for the kernels of these tests.

#include <cuda_runtime.h>
#include <vector>

/// Allocated, and nothing else.
template<class T> T* unwritten(size_t count) {
    T* memory = nullptr;
    cudaMalloc(&memory, count * sizeof(T));
    return memory;
}

template<class T> T* zeros(size_t count) {
    T* memory = unwritten<T>(count);
    cudaMemset(memory, 0, count * sizeof(T));
    return memory;
}

/// The numbers 0, 1, 2, …
template<class T> T* numbers(size_t count) {
    std::vector<T> values(count);
    for (size_t i = 0; i < count; ++i) values[i] = T(i);
    T* memory = unwritten<T>(count);
    cudaMemcpy(memory, values.data(), count * sizeof(T), cudaMemcpyHostToDevice);
    return memory;
}

template<class T> std::vector<T> on_host(const T* memory, size_t count) {
    std::vector<T> values(count);
    cudaMemcpy(values.data(), memory, count * sizeof(T), cudaMemcpyDeviceToHost);
    return values;
}
