// @finds nothing
// Vectors of numbers with operators of the program's own, and by pieces.
#include "on_device.cuh"

inline __host__ __device__ float4 operator+(float4 a, float4 b) {
    return make_float4(a.x + b.x, a.y + b.y, a.z + b.z, a.w + b.w);
}
inline __host__ __device__ float4 operator*(float s, float4 a) {
    return make_float4(s * a.x, s * a.y, s * a.z, s * a.w);
}
inline __host__ __device__ void operator+=(float4& a, const float4& b) {
    a.x += b.x;
    a.y += b.y;
    a.z += b.z;
    a.w += b.w;
}
inline __device__ float dot(float3 a, float3 b) { return a.x * b.x + a.y * b.y + a.z * b.z; }

__global__ void k(const float4* a, float4* b, float* sums, const float3* points, uchar4* colours) {
    const int i = threadIdx.x;
    float4 v = a[i] + 2.0f * a[i];
    v += make_float4(1, 1, 1, 1);
    b[i] = v;
    float sum = v.x + v.y + v.z + v.w;
    float pieces[4];
    *reinterpret_cast<float4*>(pieces) = a[i];
    sum += pieces[3];
    sum += dot(points[i], points[i]);
    sums[i] = sum;
    colours[i] = make_uchar4(i, 1, 2, 255);
    uchar4 c = colours[i];
    sums[i] += c.w;
    float4 zero = {}, brace = {1.0f, 2.0f, 3.0f, 4.0f}, list{1, 2, 3, 4};
    auto [x, y, z, w] = brace;
    sums[i] += zero.x + x + y + z + w + list.w;
    float2 pair = make_float2(1.f, 2.f);
    double2 wide = make_double2(1, 2);
    int3 three = {1, 2, 3};
    sums[i] += pair.y + wide.y + three.z;
}

extern "C" int test() {
    float4* a = (float4*)numbers<float>(128);
    float4* b = unwritten<float4>(32);
    float* sums = unwritten<float>(32);
    float3* points = (float3*)numbers<float>(96);
    uchar4* colours = unwritten<uchar4>(32);
    k<<<1, 32>>>(a, b, sums, points, colours);
    const auto y = on_host(sums, 32);
    const bool bad = y[1] != 3 * 22 + 4 + 7 + (9 + 16 + 25) + 255 + 14 + 7 || on_host(b, 32)[1].w != 22;
    cudaFree(a);
    cudaFree(b);
    cudaFree(sums);
    cudaFree(points);
    cudaFree(colours);
    return bad;
}
