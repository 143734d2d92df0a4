// @finds nothing
// Kernels print with all kinds of values, and read literals.
#include <cstdio>
#include <cuda_runtime.h>

__device__ int length(const char* text) {
    int n = 0;
    while (text[n]) ++n;
    return n;
}

__global__ void says(int* out) {
    if (threadIdx.x == 1) {
        printf("thread %d of %u: %s %.2f\n", threadIdx.x, blockDim.x, "text", 0.5);
        printf("plain\n");
        *out = length("four");
    }
}

extern "C" int test() {
    int *d_out, out;
    cudaMalloc(&d_out, sizeof out);
    says<<<1, 2>>>(d_out);
    cudaMemcpy(&out, d_out, sizeof out, cudaMemcpyDeviceToHost);
    cudaFree(d_out);
    return out != 4;
}
