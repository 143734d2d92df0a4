// @finds nothing
// A union of a vector and its elements.
#include "on_device.cuh"
union Four {
    float4 vector;
    float at[4];
};
__global__ void k(const float4* a, float* sums) {
    Four four;
    four.vector = a[threadIdx.x];
    float sum = 0;
    for (int j = 0; j < 4; ++j) sum += four.at[j];
    sums[threadIdx.x] = sum;
}
extern "C" int test() {
    float *a = numbers<float>(128), *s = unwritten<float>(32);
    k<<<1, 32>>>((float4*)a, s);
    const bool bad = on_host(s, 32)[1] != 22;
    cudaFree(a);
    cudaFree(s);
    return bad;
}
