// @finds launch_error_ignored
// More than 48 KiB of dynamic shared memory without cudaFuncSetAttribute.
#include "on_device.cuh"
__global__ void k(float* x) {
    extern __shared__ float tile[];
    tile[0] = 1;
    x[0] = tile[0];
}
extern "C" int test() {
    float* x = zeros<float>(1);
    k<<<1, 32, (64 << 10)>>>(x); // <- 65536 bytes of dynamic shared memory
    cudaFree(x);
    return 0;
}
