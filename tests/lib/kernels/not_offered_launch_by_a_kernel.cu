// @finds not_offered
// @nvcc -rdc=true
// A kernel launches another one.
#include "on_device.cuh"
__global__ void child(int* x) { x[threadIdx.x] += 1; }
__global__ void parent(int* x) {
    if (threadIdx.x == 0) child<<<1, 32>>>(x); // <- launches child
}
extern "C" int test() {
    int* x = numbers<int>(32);
    parent<<<1, 32>>>(x);
    cudaDeviceSynchronize();
    cudaFree(x);
    return 0;
}
