// @finds not_synchronised
// The host reads managed memory while the kernel may still be at work.
#include <cuda_runtime.h>
__global__ void twice(int* x) { x[threadIdx.x] *= 2; }
extern "C" int test() {
    int* x;
    cudaMallocManaged(&x, 32 * sizeof(int));
    for (int i = 0; i < 32; ++i) x[i] = i;
    twice<<<1, 32>>>(x);    // <-
    const int last = x[31]; // <- Host code reads x[31], which twice may still write
    cudaDeviceSynchronize();
    const int again = x[31];
    cudaFree(x);
    return last != again;
}
