// @finds nothing
// __restrict__, __launch_bounds__, #pragma unroll, loads and stores with hints.
#include "on_device.cuh"

template<int steps> __global__ void __launch_bounds__(64, 2)
    axpy(int n, float a, const float* __restrict__ x, float* __restrict__ y) {
    const int first = (blockIdx.x * blockDim.x + threadIdx.x) * steps;
#pragma unroll
    for (int k = 0; k < steps; ++k) {
        const int i = first + k;
        if (i < n) __stcs(y + i, a * __ldg(x + i) + __ldcs(&y[i]));
    }
#pragma unroll 4
    for (int k = 0; k < 0; ++k) y[k] = 0;
}
__global__ __launch_bounds__(32) void fours(const float4* __restrict__ in, float4* __restrict__ out, int n) {
    int i = threadIdx.x;
    if (i < n) {
        float4 v = __ldg(&in[i]);
        v.x *= 2;
        v.w += 1;
        __stcg(&out[i], v);
        float2 half = __ldcg(reinterpret_cast<const float2*>(in) + 2 * i);
        out[i].y = half.x;
    }
}

extern "C" int test() {
    float *x = numbers<float>(128), *y = numbers<float>(128);
    axpy<2><<<1, 64>>>(127, 2.0f, x, y);
    const auto first = on_host(y, 128);
    fours<<<1, 32>>>((const float4*)x, (float4*)y, 32);
    const auto second = on_host(y, 128);
    cudaFree(x);
    cudaFree(y);
    return !(first[126] == 3 * 126 && first[127] == 127 && second[4] == 8 && second[5] == 4 &&
             second[7] == 8);
}
