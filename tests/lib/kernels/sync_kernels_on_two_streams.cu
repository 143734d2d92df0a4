// @finds not_synchronised
// A kernel reads what another one writes on another stream, and no event stands between.
#include "on_device.cuh"
__global__ void fill(float* x) { x[threadIdx.x] = threadIdx.x; }
__global__ void twice(const float* x, float* y) { y[threadIdx.x] = 2 * x[threadIdx.x]; }
extern "C" int test() {
    cudaStream_t first, second;
    cudaStreamCreate(&first);
    cudaStreamCreate(&second);
    float *x = zeros<float>(32), *y = zeros<float>(32);
    fill<<<1, 32, 0, first>>>(x);      // <-
    twice<<<1, 32, 0, second>>>(x, y); // <- twice reads memory[0], which fill may still write
    cudaDeviceSynchronize();
    cudaFree(x);
    cudaFree(y);
    cudaStreamDestroy(first);
    cudaStreamDestroy(second);
    return 0;
}
