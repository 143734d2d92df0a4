// @finds launch_error_ignored
// A block of 32 x 64 threads, and nobody asks whether it could be launched.
#include "on_device.cuh"
__global__ void k(float* x) { x[0] = 1; }
extern "C" int test() {
    float* x = zeros<float>(1);
    k<<<1, dim3(32, 64)>>>(x); // <- a block of 32 x 64 x 1 threads
    cudaFree(x);
    return 0;
}
