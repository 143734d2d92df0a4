// @finds freed_memory
// Memory is given back before the kernel that uses it is launched again.
#include "on_device.cuh"
__global__ void k(float* d_a) {
    d_a[threadIdx.x] += 1; // <-
}
extern "C" int test() {
    float* d_a = zeros<float>(32);
    for (int step = 0; step < 2; ++step) {
        k<<<1, 32>>>(d_a);
        cudaDeviceSynchronize();
        if (step == 0) cudaFree(d_a);
    }
    return 0;
}
