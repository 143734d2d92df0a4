// @finds nothing
// Dynamic shared memory: at namespace scope, cut into arrays of several types, and with one name in a
// template.
#include "on_device.cuh"

extern __shared__ unsigned char raw[];
extern __shared__ int4 aligned_raw[];

__global__ void cut(double* d, float* f, char* c) {
    double* of_double = reinterpret_cast<double*>(raw);
    float* of_float = (float*)(of_double + blockDim.x);
    char* of_char = (char*)&of_float[blockDim.x];
    const int t = threadIdx.x, other = blockDim.x - 1 - t;
    of_double[t] = t;
    of_float[t] = 2 * t;
    of_char[t] = t;
    __syncthreads();
    d[t] = of_double[other];
    f[t] = of_float[other];
    c[t] = of_char[other];
}
template<class T> __global__ void reversed(T* x) {
    extern __shared__ __align__(sizeof(double)) unsigned char memory[];
    T* tile = reinterpret_cast<T*>(memory);
    tile[threadIdx.x] = x[threadIdx.x];
    __syncthreads();
    x[threadIdx.x] = tile[blockDim.x - 1 - threadIdx.x];
}
template<class T> struct SharedMemory {
    __device__ operator T*() {
        extern __shared__ int bytes[];
        return (T*)bytes;
    }
};
template<class T> __global__ void by_class(T* x) {
    T* tile = SharedMemory<T>();
    tile[threadIdx.x] = x[threadIdx.x] + 1;
    __syncthreads();
    x[threadIdx.x] = tile[threadIdx.x ^ 1];
}
__global__ void int4s(int* x) {
    aligned_raw[threadIdx.x] = make_int4(threadIdx.x, 0, 0, 1);
    __syncthreads();
    x[threadIdx.x] = aligned_raw[31 - threadIdx.x].x + aligned_raw[0].w;
}

extern "C" int test() {
    double* d = unwritten<double>(32);
    float* f = unwritten<float>(32);
    char* c = unwritten<char>(32);
    int* x = unwritten<int>(32);
    cut<<<1, 32, 32 * 13>>>(d, f, c);
    reversed<<<1, 32, 32 * sizeof(double)>>>(d);
    reversed<float><<<1, 32, 32 * sizeof(float)>>>(f);
    by_class<<<1, 32, 32 * sizeof(char)>>>(c);
    by_class<<<1, 32, 32 * sizeof(double)>>>(d);
    int4s<<<1, 32, 32 * sizeof(int4)>>>(x);
    const bool bad = on_host(d, 32)[0] != 2 || on_host(f, 32)[3] != 6 || on_host(c, 32)[0] != 31 ||
                     on_host(x, 32)[0] != 32;
    cudaFree(d);
    cudaFree(f);
    cudaFree(c);
    cudaFree(x);
    return bad;
}
