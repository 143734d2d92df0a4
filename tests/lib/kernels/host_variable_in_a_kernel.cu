// @finds host_memory
// A global variable of the host that the kernel cannot see.
#include "on_device.cuh"
int factor = 3;
#ifdef __NVCC__
#define FACTOR 3
#else
#define FACTOR factor
#endif
__global__ void k(int* x) {
    x[threadIdx.x] *= FACTOR; // <- of the host
}
extern "C" int test() {
    int* x = numbers<int>(32);
    k<<<1, 32>>>(x);
    cudaDeviceSynchronize();
    cudaFree(x);
    return 0;
}
