// @finds nothing
// Sums of a block by a tree in dynamic shared memory, and by shuffles.
#include <cuda_runtime.h>
#include <vector>

template<class T> __global__ void tree(const T* x, T* sums, int n) {
    extern __shared__ unsigned char memory[];
    T* partial = reinterpret_cast<T*>(memory);
    const int t = threadIdx.x, i = blockIdx.x * blockDim.x + t;
    partial[t] = i < n ? x[i] : T(0);
    __syncthreads();
    for (int half = blockDim.x / 2; half > 0; half /= 2) {
        if (t < half) partial[t] += partial[t + half];
        __syncthreads();
    }
    if (t == 0) sums[blockIdx.x] = partial[0];
}

__inline__ __device__ float warp_sum(float value) {
    for (int distance = 16; distance > 0; distance /= 2)
        value += __shfl_down_sync(0xffffffff, value, distance);
    return value;
}

__global__ void shuffles(const float* x, float* sum, int n) {
    __shared__ float of_warp[32];
    float value = 0;
    for (int i = blockIdx.x * blockDim.x + threadIdx.x; i < n; i += gridDim.x * blockDim.x) value += x[i];
    value = warp_sum(value);
    const int warp = threadIdx.x / warpSize, lane = threadIdx.x % warpSize;
    if (lane == 0) of_warp[warp] = value;
    __syncthreads();
    if (warp == 0) {
        value = lane < int(blockDim.x) / warpSize ? of_warp[lane] : 0.0f;
        value = warp_sum(value);
        if (lane == 0) atomicAdd(sum, value);
    }
}

template<class T> T total(int n, int threads, T* d_x) {
    const int blocks = (n + threads - 1) / threads;
    T* d_sums;
    cudaMalloc(&d_sums, blocks * sizeof(T));
    tree<T><<<blocks, threads, threads * sizeof(T)>>>(d_x, d_sums, n);
    std::vector<T> sums(blocks);
    cudaMemcpy(sums.data(), d_sums, blocks * sizeof(T), cudaMemcpyDeviceToHost);
    cudaFree(d_sums);
    T result = 0;
    for (T s : sums) result += s;
    return result;
}

template<class T> T* filled(int n) {
    std::vector<T> x(n);
    for (int i = 0; i < n; ++i) x[i] = T(i % 10);
    T* d_x;
    cudaMalloc(&d_x, n * sizeof(T));
    cudaMemcpy(d_x, x.data(), n * sizeof(T), cudaMemcpyHostToDevice);
    return d_x;
}

extern "C" int test() {
    const int n = 5000;
    float* d_x = filled<float>(n);
    double* d_y = filled<double>(n);
    float *d_sum, sum = 0;
    cudaMalloc(&d_sum, sizeof(float));
    cudaMemset(d_sum, 0, sizeof(float));
    shuffles<<<4, 256>>>(d_x, d_sum, n);
    cudaMemcpy(&sum, d_sum, sizeof sum, cudaMemcpyDeviceToHost);
    const bool right = sum == 22500 && total(n, 256, d_x) == 22500 && total(n, 128, d_y) == 22500;
    cudaFree(d_x);
    cudaFree(d_y);
    cudaFree(d_sum);
    return !right || cudaGetLastError() != cudaSuccess;
}
