// @finds nothing
// Constant and managed memory, device variables, and their copies.
#include <cuda_runtime.h>

__constant__ float weights[4] = {1, 2, 3, 4};
__constant__ int offset;
__device__ float table[2][3];
__managed__ int shared_with_host = 3;

__global__ void use(float* x) {
    const int t = threadIdx.x;
    x[t] = weights[t] * 10 + offset;
    if (t < 3) table[1][t] = weights[t];
    if (t == 0) shared_with_host += 4;
}

extern "C" int test() {
    const int five = 5;
    const float more[2] = {30, 40};
    cudaMemcpyToSymbol(offset, &five, sizeof five);
    cudaMemcpyToSymbol(weights, more, sizeof more, 2 * sizeof(float));
    float *x, y[4], z[3], *address = nullptr;
    cudaMalloc(&x, sizeof y);
    use<<<1, 4>>>(x);
    cudaMemcpy(y, x, sizeof y, cudaMemcpyDeviceToHost);
    cudaMemcpyFromSymbol(z, table, sizeof z, 3 * sizeof(float));
    cudaFree(x);
    size_t size = 0;
    cudaGetSymbolAddress((void**)&address, table);
    cudaGetSymbolSize(&size, table);
    cudaDeviceSynchronize();
    return y[0] != 15 || y[3] != 405 || z[2] != 30 || size != 24 || !address || shared_with_host != 7;
}
