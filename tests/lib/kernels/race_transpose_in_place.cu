// @finds race
// A transpose in place: both threads of a pair swap.
#include "on_device.cuh"
#include <utility>
__global__ void transpose(float* A, int n) {
    const int i = blockIdx.y * blockDim.y + threadIdx.y, j = blockIdx.x * blockDim.x + threadIdx.x;
    if (i == j) return;
    const float t = A[i * n + j]; // <-
    A[i * n + j] = A[j * n + i];  // <-
    A[j * n + i] = t;             // <-
}
extern "C" int test() {
    float* A = numbers<float>(256);
    transpose<<<dim3(2, 2), dim3(8, 8)>>>(A, 16);
    cudaDeviceSynchronize();
    cudaFree(A);
    return 0;
}
