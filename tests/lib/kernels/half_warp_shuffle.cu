// @finds shuffle_mask
// A shuffle whose mask names all lanes, called by half of them, while the others wait at a barrier.
#include <cuda_runtime.h>

__global__ void half(int* x) {
    int value = threadIdx.x;
    if (threadIdx.x < 16) value = __shfl_xor_sync(0xffffffff, value, 1); // <- waits in a warp operation whose mask names lane
    __syncthreads(); // <-
    x[threadIdx.x] = value;
}

extern "C" int test() {
    int* x;
    cudaMalloc(&x, 32 * sizeof(int));
    half<<<1, 32>>>(x);
    return cudaFree(x);
}
