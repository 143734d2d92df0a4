// @finds too_much_shared_memory
// Tiles that are larger than a block's shared memory.
#include "on_device.cuh"
#ifdef __NVCC__
constexpr int n = 64;
#else
constexpr int n = 96;
#endif
__global__ void k(float* x) {
    __shared__ float As[n][n], Bs[n][n];
    As[0][threadIdx.x] = 1;
    Bs[0][threadIdx.x] = 2;
    x[threadIdx.x] = As[0][threadIdx.x] + Bs[0][threadIdx.x];
}
extern "C" int test() {
    float* x = zeros<float>(32);
    k<<<1, 32>>>(x);
    cudaDeviceSynchronize();
    cudaFree(x);
    return 0;
}
