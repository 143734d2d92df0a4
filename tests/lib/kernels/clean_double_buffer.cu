// @finds nothing
// Two buffers in turn need one barrier a step.
#include "on_device.cuh"

__global__ void k(float* x) {
    __shared__ float buffer[2][64];
    const int t = threadIdx.x;
    buffer[0][t] = x[t];
    __syncthreads();
    for (int step = 1; step < 64; step *= 2) {
        const int from = __popc(step - 1) % 2;
        buffer[1 - from][t] = buffer[from][t] + (t >= step ? buffer[from][t - step] : 0);
        __syncthreads();
    }
    x[t] = buffer[0][t];
}

extern "C" int test() {
    float* x = numbers<float>(64);
    k<<<1, 64>>>(x);
    cudaDeviceSynchronize();
    cudaFree(x);
    return 0;
}
