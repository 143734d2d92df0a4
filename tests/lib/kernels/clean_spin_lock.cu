// @finds nothing
// A lock that is taken by one thread of each block, with fences.
#include "on_device.cuh"

struct Lock {
    int* state;
    __device__ void lock() {
        while (atomicCAS(state, 0, 1) != 0)
            ;
        __threadfence();
    }
    __device__ void unlock() {
        __threadfence();
        atomicExch(state, 0);
    }
};
__global__ void k(Lock lock, volatile float* sum, const float* x) {
    __shared__ float partial[64];
    const int t = threadIdx.x;
    partial[t] = x[blockIdx.x * blockDim.x + t];
    __syncthreads();
    for (int s = blockDim.x / 2; s > 0; s >>= 1) {
        if (t < s) partial[t] += partial[t + s];
        __syncthreads();
    }
    if (t == 0) {
        lock.lock();
        *sum += partial[0];
        lock.unlock();
    }
}

extern "C" int test() {
    float *x = numbers<float>(256), *sum = zeros<float>(1);
    int* state = zeros<int>(1);
    k<<<4, 64>>>(Lock{state}, sum, x);
    const bool bad = on_host(sum, 1)[0] != 255 * 128;
    cudaFree(x);
    cudaFree(sum);
    cudaFree(state);
    return bad;
}
