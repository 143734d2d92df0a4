// @finds race
// Two arrays overlap in dynamic shared memory: the offset of the second one is in bytes.
#include "on_device.cuh"
__global__ void k(float* x) {
    extern __shared__ float memory[];
    float *a = memory, *b = memory + blockDim.x / 2;
    a[threadIdx.x] = x[threadIdx.x]; // <- memory[
    b[threadIdx.x] = 1;              // <- memory[
    __syncthreads();
    x[threadIdx.x] = a[threadIdx.x];
}
extern "C" int test() {
    float* x = numbers<float>(64);
    k<<<1, 64, 128 * sizeof(float)>>>(x);
    cudaDeviceSynchronize();
    cudaFree(x);
    return 0;
}
