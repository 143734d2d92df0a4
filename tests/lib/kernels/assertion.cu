// @finds assertion
// An assertion that fails: the launch ends, and the error stays.
#include <cassert>
#include <cuda_runtime.h>

__global__ void checks(int limit) { assert(int(threadIdx.x) < limit); } // <- Thread (31, 0, 0) of block (0, 0, 0) finds that assert(int(threadIdx.x) < limit) does not hold

extern "C" int test() {
    checks<<<1, 32>>>(32);
    if (cudaDeviceSynchronize() != cudaSuccess) return 1;
    checks<<<1, 32>>>(31);
    if (cudaDeviceSynchronize() != cudaErrorAssert) return 2;
    return cudaDeviceSynchronize() != cudaErrorAssert;
}
