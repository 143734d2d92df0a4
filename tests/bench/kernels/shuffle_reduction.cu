// The sums of 256 numbers each of 2^20, by shuffles.
#include <cuda_runtime.h>

__global__ void sums_of_blocks(const float* x, float* sums) {
    __shared__ float of_warp[8];
    const int t = threadIdx.x;
    float sum = x[blockIdx.x * 256 + t];
    for (int distance = 16; distance > 0; distance /= 2) sum += __shfl_down_sync(0xffffffff, sum, distance);
    if (t % 32 == 0) of_warp[t / 32] = sum;
    __syncthreads();
    if (t != 0) return;
    for (int warp = 1; warp < 8; ++warp) sum += of_warp[warp];
    sums[blockIdx.x] = sum;
}

extern "C" int test() {
    const int n = 1 << 20, threads = 256;
    float *x, *sums;
    cudaMalloc(&x, n * sizeof(float));
    cudaMalloc(&sums, n / threads * sizeof(float));
    cudaMemset(x, 0, n * sizeof(float));
    sums_of_blocks<<<n / threads, threads>>>(x, sums);
    const int error = cudaDeviceSynchronize();
    cudaFree(x);
    cudaFree(sums);
    return error;
}
