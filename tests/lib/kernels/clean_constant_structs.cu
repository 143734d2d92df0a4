// @finds nothing
// Constant memory: scalars, arrays, structs; set by cudaMemcpyToSymbol, also with an offset, and by their
// address.
#include "on_device.cuh"

struct Parameters {
    int n;
    float scale;
    float table[4];
};
__constant__ Parameters parameters;
__constant__ float coefficients[5] = {1, 2, 3, 4, 5};
__constant__ int one;
static __device__ __constant__ double pi = 3.25;
__device__ float counters[4];
__device__ int total = 3;

__device__ float weight(int i) { return parameters.table[i % 4] * parameters.scale; }
__global__ void k(float* x) {
    const int i = threadIdx.x;
    if (i < parameters.n) x[i] = weight(i) + coefficients[i % 5] + one + pi;
    if (i == 0) {
        counters[2] = 7;
        total += 1;
    }
}

extern "C" int test() {
    Parameters host = {8, 2, {1, 2, 3, 4}};
    cudaMemcpyToSymbol(parameters, &host, sizeof host);
    const float replaced[2] = {10, 20};
    cudaMemcpyToSymbol(coefficients, replaced, sizeof replaced, 3 * sizeof(float));
    const int value = 100;
    cudaMemcpyToSymbol(one, &value, sizeof(int), 0, cudaMemcpyHostToDevice);
    float* address = nullptr;
    size_t size = 0;
    cudaGetSymbolAddress((void**)&address, counters);
    cudaGetSymbolSize(&size, counters);
    cudaMemset(address, 0, size);
    float* x = unwritten<float>(8);
    k<<<1, 32>>>(x);
    float back[4];
    int sum;
    cudaMemcpyFromSymbol(back, counters, sizeof back);
    cudaMemcpyFromSymbol(&sum, total, sizeof sum);
    const auto y = on_host(x, 8);
    cudaFree(x);
    return !(y[3] == 8 + 10 + 100 + 3.25f && y[0] == 2 + 1 + 103.25f && back[2] == 7 && back[1] == 0 &&
             sum == 4 && size == 16);
}
