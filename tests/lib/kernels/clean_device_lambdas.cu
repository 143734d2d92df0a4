// @finds nothing
// @nvcc --extended-lambda
// Functions handed to kernels: lambdas, functors, pointers to functions, and what C++17 brings.
#include "on_device.cuh"

template<class F> __global__ void for_each(int n, F f) {
    const int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i < n) f(i);
}
struct Scale {
    float by;
    __host__ __device__ float operator()(float x) const { return by * x; }
};
template<class F> __global__ void map(float* x, F f) { x[threadIdx.x] = f(x[threadIdx.x]); }
__device__ float square(float x) { return x * x; }
typedef float (*Function)(float);
__device__ Function chosen = square;
__global__ void call(float* x) { x[threadIdx.x] = chosen(x[threadIdx.x]); }
template<class... T> __device__ auto sum_of(T... values) { return (values + ...); }
struct Pair {
    int first;
    float second;
};
__device__ Pair make(int i) { return {i, 2.0f * i}; }
template<class T> __global__ void modern(T* x) {
    auto [index, value] = make(threadIdx.x);
    auto twice = [&](auto v) { return v + v; };
    if constexpr (sizeof(T) == 4)
        x[index] = sum_of(value, twice(1.0f), 3);
    else
        x[index] = 0;
}

extern "C" int test() {
    const int n = 32;
    float* x = numbers<float>(n);
    const float shift = 10;
    for_each<<<1, 64>>>(n, [=] __device__(int i) { x[i] += shift; });
    map<<<1, n>>>(x, Scale{2});
    map<<<1, n>>>(x, [] __host__ __device__(float v) { return v - 1; });
    call<<<1, n>>>(x);
    const auto y = on_host(x, n);
    modern<<<1, n>>>(x);
    const auto z = on_host(x, n);
    cudaFree(x);
    return !(y[3] == 25 * 25 && z[3] == 6 + 2 + 3);
}
