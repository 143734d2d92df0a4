// @finds out_of_bounds
// cudaMalloc is given elements where it wants bytes.
#include <cuda_runtime.h>
__global__ void iota(int* d_x, int n) {
    const int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i < n) d_x[i] = i; // <- past the end of d_x, which has 25 elements of 4 bytes
}
extern "C" int test() {
    const int n = 100;
    int* d_x;
    cudaMalloc(&d_x, n);
    iota<<<1, 128>>>(d_x, n);
    cudaDeviceSynchronize();
    cudaFree(d_x);
    return 0;
}
