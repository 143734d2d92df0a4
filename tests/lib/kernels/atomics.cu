// @finds nothing
// Every atomic operation, on every type.
#include <cuda_runtime.h>

__device__ int i[12];
__device__ unsigned u[4] = {0, 3, 0xff, 0};
__device__ unsigned long long l[3] = {0, 5, 0};
__device__ float f[2];
__device__ double d;

__global__ void all() {
    const int t = threadIdx.x + 1; // 1 to 64
    atomicAdd(&i[0], t);
    atomicSub(&i[1], t);
    atomicMin(&i[2], -t);
    atomicMax(&i[3], t);
    atomicOr(&i[4], 1 << t % 8);
    atomicXor(&i[5], 1);
    atomicExch(&i[6], 9);
    atomicCAS(&i[7], 0, 4);
    atomicAdd_block(&i[8], 1);
    atomicInc(&u[0], 9);
    atomicDec(&u[1], 3);
    atomicAnd(&u[2], ~(1u << t % 4));
    atomicAdd(&l[0], 1ull << 33);
    atomicMax(&l[1], (unsigned long long)t);
    atomicAdd(&f[0], 0.5f);
    atomicExch(&f[1], 2.5f);
    atomicAdd(&d, 0.25);
}

extern "C" int test() {
    all<<<1, 64>>>();
    int a[12];
    unsigned b[4];
    unsigned long long c[3];
    float e[2];
    double g;
    cudaMemcpyFromSymbol(a, i, sizeof a);
    cudaMemcpyFromSymbol(b, u, sizeof b);
    cudaMemcpyFromSymbol(c, l, sizeof c);
    cudaMemcpyFromSymbol(e, f, sizeof e);
    cudaMemcpyFromSymbol(&g, d, sizeof g);
    const bool ints = a[0] == 2080 && a[1] == -2080 && a[2] == -64 && a[3] == 64 && a[4] == 255 && a[5] == 0 &&
                      a[6] == 9 && a[7] == 4 && a[8] == 64;
    const bool rest = b[0] == 4 && b[1] == 3 && b[2] == 0xf0 && c[0] == 64ull << 33 && c[1] == 64 && e[0] == 32 &&
                      e[1] == 2.5f && g == 16;
    return !ints + 2 * !rest;
}
