// @finds nothing
// Halves and pairs of halves: intrinsics, operators, conversions, warp sums, and atomic sums of floats.
#include "on_device.cuh"
#include <cuda_bf16.h>
#include <cuda_fp16.h>

__device__ __half2 warp_sum(__half2 v) {
    for (int offset = 16; offset > 0; offset /= 2) v = __hadd2(v, __shfl_xor_sync(0xffffffff, v, offset));
    return v;
}
__global__ void axpy(int n, half alpha, const half2* x, half2* y) {
    const half2 a = __half2half2(alpha);
    for (int i = threadIdx.x; i < n / 2; i += blockDim.x) y[i] = __hfma2(a, x[i], y[i]);
}
__global__ void sums(const half* x, float* out) {
    __shared__ half2 tile[32];
    const int t = threadIdx.x;
    tile[t] = __halves2half2(x[2 * t], x[2 * t + 1]);
    __syncthreads();
    const half2 s = warp_sum(tile[31 - t]);
    if (t == 0) {
        out[0] = __low2float(s);
        out[1] = __high2float(s);
    }
    half h = x[t];
    h = h * __float2half(2.0f) + __hmul(h, h);
    if (__hgt(h, __float2half(3.0f)) && !__hisnan(h)) atomicAdd(&out[2], __half2float(h));
    const float2 f = __half22float2(s);
    if (t == 1) out[3] = f.x + f.y;
}
__global__ void brain(const float* x, __nv_bfloat16* y, float* z) {
    const int t = threadIdx.x;
    y[t] = __float2bfloat16(x[t]);
    __nv_bfloat16 b = y[t] + __float2bfloat16(1.0f);
    z[t] = __bfloat162float(b) + static_cast<float>(y[t]);
}
extern "C" int test() {
    const int n = 64;
    std::vector<half> host(n);
    for (int i = 0; i < n; ++i) host[i] = __float2half(i % 4);
    half *x = unwritten<half>(n), *y = unwritten<half>(n);
    cudaMemcpy(x, host.data(), n * sizeof(half), cudaMemcpyHostToDevice);
    cudaMemcpy(y, host.data(), n * sizeof(half), cudaMemcpyHostToDevice);
    axpy<<<1, 32>>>(n, __float2half(3.0f), (const half2*)x, (half2*)y);
    float *out = zeros<float>(4), *f = numbers<float>(32), *z = unwritten<float>(32);
    sums<<<1, 32>>>(x, out);
    __nv_bfloat16* b = unwritten<__nv_bfloat16>(32);
    brain<<<1, 32>>>(f, b, z);
    const auto s = on_host(out, 4);
    int bad = __half2float(on_host(y, n)[7]) != 12 || s[0] != 32 || s[1] != 64 || s[2] != 8 * (8 + 15) ||
              s[3] != 96 || on_host(z, 32)[5] != 11;
    for (void* p : {(void*)x, (void*)y, (void*)out, (void*)f, (void*)z, (void*)b}) cudaFree(p);
    return bad;
}
