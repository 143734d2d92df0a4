// @finds nothing
// Shared memory in every form: pointers, volatile, structs, several types over one dynamic array, templates.
#include <cuda_runtime.h>

struct Pair {
    float key;
    int index;
};

extern __shared__ __align__(16) unsigned char bytes[];

__global__ void forms(int* out) {
    __shared__ volatile int flags[32];
    static __shared__ Pair pairs[2][16];
    __shared__ int *pointer, total;
    extern __shared__ float numbers[];
    const int t = threadIdx.x;
    flags[t] = t;
    pairs[t / 16][t % 16] = {float(t), t};
    numbers[t] = t;
    if (t == 0) pointer = out, total = 0;
    __syncthreads();
    atomicAdd(&total, flags[31 - t] + pairs[1][15 - t % 16].index + int(numbers[t]));
    __syncthreads();
    if (t == 0) *pointer = total + int(sizeof(pairs) / sizeof(Pair));
}

template<class T, int N> __global__ void reversed(T* x) {
    __shared__ T tile[N];
    tile[threadIdx.x] = x[threadIdx.x];
    __syncthreads();
    x[threadIdx.x] = tile[N - 1 - threadIdx.x];
}

__global__ void two_arrays(double* out, int n) {
    double* first = (double*)bytes;
    int* second = (int*)&first[n];
    if (reinterpret_cast<double*>(bytes) != first || (void*)(bytes + 8) != first + 1) return;
    first[threadIdx.x] = 1.5;
    second[threadIdx.x] = 2;
    __syncthreads();
    const int next = (threadIdx.x + 1) % n;
    out[threadIdx.x] = first[next] * second[next];
}

extern "C" int test() {
    int *sum, result;
    cudaMalloc(&sum, sizeof(int));
    forms<<<1, 32, 32 * sizeof(float)>>>(sum);
    cudaMemcpy(&result, sum, sizeof(int), cudaMemcpyDeviceToHost);
    cudaFree(sum);
    if (result != 496 + 752 + 496 + 32) return 1;
    double *x, y[32];
    cudaMalloc(&x, sizeof y);
    two_arrays<<<1, 32, 32 * (sizeof(double) + sizeof(int))>>>(x, 32);
    reversed<double, 32><<<1, 32>>>(x);
    cudaMemcpy(y, x, sizeof y, cudaMemcpyDeviceToHost);
    cudaFree(x);
    return y[5] != 3;
}
