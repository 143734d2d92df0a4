// @finds race
// A scan that reads and writes one array in each step (Hillis and Steele, without the second barrier).
#include "on_device.cuh"
__global__ void scan(int* x) {
    __shared__ int values[64];
    const int t = threadIdx.x;
    values[t] = x[t];
    __syncthreads();
    for (int step = 1; step < 64; step *= 2) {
        int sum = values[t];
        if (t >= step) sum += values[t - step]; // <- values[
        values[t] = sum;                        // <- values[
        __syncthreads();
    }
    x[t] = values[t];
}
extern "C" int test() {
    int* x = numbers<int>(64);
    scan<<<1, 64>>>(x);
    cudaDeviceSynchronize();
    cudaFree(x);
    return 0;
}
