// @finds nothing
#include <cuda_runtime.h>

__device__ int wrong;
__device__ void expect(bool holds, int line) {
    if (!holds) atomicExch(&wrong, line);
}
__device__ bool near(double a, double b) { return fabs(a - b) <= 1e-5 * fabs(b); }

__global__ void functions(float two, double three, int minus, unsigned big) {
    expect(near(rsqrtf(two), 0.70710678), __LINE__);
    expect(near(rsqrt(three), 0.57735026919), __LINE__);
    expect(near(__expf(two), exp(2.0)) && near(__logf(two), log(2.0)) && near(__powf(two, 3), 8), __LINE__);
    expect(near(__sinf(two), sin(2.0)) && near(__cosf(two), cos(2.0)) && near(__fdividef(two, 4), 0.5), __LINE__);
    expect(min(minus, 2) == -5 && max(minus, 2) == 2 && min(two, 3.0f) == 2 && max(two, three) == 3, __LINE__);
    expect(min(big, 7) == 7 && max(1LL << 40, 2LL) == 1LL << 40 && fminf(two, 1) == 1, __LINE__);
    expect(__float2int_rn(2.5f) == 2 && __float2int_rz(-2.7f) == -2 && __float2int_ru(2.1f) == 3, __LINE__);
    expect(__float2int_rd(-2.1f) == -3 && __float2uint_rn(1e20f) == 0xffffffffu, __LINE__);
    expect(__int_as_float(0x3f800000) == 1 && __float_as_int(two) == 0x40000000, __LINE__);
    expect(__fmaf_rn(two, two, 1) == 5 && fmaf(two, two, 1) == 5 && __fmul_rn(two, two) == 4, __LINE__);
    expect(__fadd_ru(1, 1e-10f) > 1 && __fadd_rd(1, 1e-10f) == 1, __LINE__);
    expect(__popc(0xf0f0) == 8 && __clz(1) == 31 && __ffs(8) == 4 && __brev(1) == 0x80000000u, __LINE__);
    expect(__umulhi(big, 2) == 1 && __mul24(minus, 2) == -10 && __saturatef(two) == 1, __LINE__);
    expect(__byte_perm(0x03020100, 0x07060504, 0x7531) == 0x07050301, __LINE__);
    expect(isinf(two / (two - 2)) && isnan(sqrtf(-two)) && fabsf(-two) == two && tanhf(0) == 0, __LINE__);
    expect(near(erff(0.5f), 0.5204998778) && near(normcdff(0), 0.5) && near(exp10f(two), 100), __LINE__);
    const long long before = clock64();
    expect(clock64() >= before, __LINE__);
}

extern "C" int test() {
    functions<<<1, 1>>>(2, 3, -5, 0xffffffffu);
    int result = -1;
    cudaMemcpyFromSymbol(&result, wrong, sizeof result);
    return result;
}
