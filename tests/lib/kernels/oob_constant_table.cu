// @finds out_of_bounds
// An index into constant memory that is too large.
#include "on_device.cuh"
__constant__ float weights[9] = {1, 2, 3, 4, 5, 6, 7, 8, 9};
__global__ void k(float* x) {
    x[threadIdx.x] = weights[threadIdx.x]; // <- the last element in constant memory is weights[8]
}
extern "C" int test() {
    float* x = unwritten<float>(32);
    k<<<1, 32>>>(x);
    cudaDeviceSynchronize();
    cudaFree(x);
    return 0;
}
