// @finds nothing
// float4 and float2, in global and in shared memory.
#include "on_device.cuh"

__global__ void k(float* x) {
    __shared__ float4 tile[32];
    const int t = threadIdx.x;
    tile[t] = reinterpret_cast<const float4*>(x)[t];
    __syncthreads();
    const float4 v = tile[31 - t];
    reinterpret_cast<float2*>(x)[2 * t] = make_float2(v.x, v.y);
    reinterpret_cast<float2*>(x)[2 * t + 1] = make_float2(v.z, v.w);
}

extern "C" int test() {
    float* x = numbers<float>(128);
    k<<<1, 32>>>(x);
    cudaDeviceSynchronize();
    cudaFree(x);
    return 0;
}
