// @finds nothing
// Clocks, printing, assertions that hold, and an end of a thread by a return in a loop.
#include "on_device.cuh"
#include <cassert>
#include <cstdio>

__global__ void k(long long* t, int n) {
    const clock_t start = clock();
    const long long start64 = clock64();
    assert(n > 0 && "there is something to do");
    for (int i = 0; i < n; ++i)
        if (i == 5) {
            t[threadIdx.x] = clock64() - start64 + (clock() - start) * 0;
            return;
        }
    printf("never\n");
}
__global__ void hello() {
    if (threadIdx.x == 0) printf("block %d of %d: %s %5.2f\n", blockIdx.x, gridDim.x, "hello", 1.5);
}

extern "C" int test() {
    long long* t = unwritten<long long>(32);
    k<<<1, 32>>>(t, 10);
    hello<<<2, 32>>>();
    const int bad = cudaDeviceSynchronize() != cudaSuccess || on_host(t, 32)[3] < 0;
    cudaFree(t);
    return bad;
}
