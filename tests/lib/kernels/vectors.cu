// @finds nothing
// Copies of float4 and its like, casts to it, and the built-in variables as values.
#include <cuda_runtime.h>
#include <cstdio>

__device__ unsigned last_of(uint3 where, dim3 extents) { return where.x + extents.x * (where.y + extents.y * where.z); }

__global__ void scaled(float* x, float4* y, int n) {
    const unsigned i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i >= min(n / 4, 1 << 20)) return;
    float4 v = reinterpret_cast<const float4*>(x)[i];
    v.x *= 2, v.y *= 2, v.z *= 2, v.w *= 2;
    y[i] = v;
    const uint3 where{threadIdx.x, threadIdx.y, threadIdx.z};
    reinterpret_cast<float4*>(x)[i] = make_float4(v.w, last_of(where, blockDim), max(threadIdx.x, 3), float(sizeof(v)));
}

extern "C" int test() {
    float a[64], *x;
    float4 b[16], *y;
    for (int i = 0; i < 64; ++i) a[i] = i;
    cudaMalloc(&x, sizeof a);
    cudaMalloc(&y, sizeof b);
    cudaMemcpy(x, a, sizeof a, cudaMemcpyHostToDevice);
    scaled<<<4, 8>>>(x, y, 64);
    cudaMemcpy(a, x, sizeof a, cudaMemcpyDeviceToHost);
    cudaMemcpy(b, y, sizeof b, cudaMemcpyDeviceToHost);
    cudaFree(x);
    cudaFree(y);
    return b[3].w != 30 || a[12] != 30 || a[13] != 3 || a[14] != 3 || a[15] != 16 || alignof(float4) != 16 ||
           sizeof(float3) != 12;
}
