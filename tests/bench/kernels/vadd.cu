// The sum of two vectors of 2^20 numbers.
#include <cuda_runtime.h>

__global__ void vadd(const float* a, const float* b, float* c, int n) {
    const int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i < n) c[i] = a[i] + b[i];
}

extern "C" int test() {
    const int n = 1 << 20;
    float *a, *b, *c;
    for (float** memory : {&a, &b, &c}) {
        cudaMalloc(memory, n * sizeof(float));
        cudaMemset(*memory, 0, n * sizeof(float));
    }
    vadd<<<n / 256, 256>>>(a, b, c, n);
    const int error = cudaDeviceSynchronize();
    for (float* memory : {a, b, c}) cudaFree(memory);
    return error;
}
