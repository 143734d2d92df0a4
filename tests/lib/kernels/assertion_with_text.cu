// @finds assertion
// An assertion that does not hold ends the launch, and the error stays.
#include "on_device.cuh"
#include <cassert>
__global__ void k(const int* x, int n) {
    const int i = blockIdx.x * blockDim.x + threadIdx.x;
    assert(i < n && "the grid is too large"); // <- finds that assert(i < n
}
extern "C" int test() {
    int* x = numbers<int>(32);
    k<<<2, 32>>>(x, 40);
    cudaDeviceSynchronize();
    cudaFree(x);
    return 0;
}
