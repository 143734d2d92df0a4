// @finds nothing
// A kernel with parameters for types and extents, launched with all, with some and with none of them named.
#include "on_device.cuh"

template<typename T, int tile, bool accumulate = false>
__global__ void transpose(T* out, const T* in, int n) {
    __shared__ T buffer[tile][tile + 1];
    int x = blockIdx.x * tile + threadIdx.x, y = blockIdx.y * tile + threadIdx.y;
    if (x < n && y < n) buffer[threadIdx.y][threadIdx.x] = in[y * n + x];
    __syncthreads();
    x = blockIdx.y * tile + threadIdx.x;
    y = blockIdx.x * tile + threadIdx.y;
    if (x < n && y < n) {
        if constexpr (accumulate)
            out[y * n + x] += buffer[threadIdx.x][threadIdx.y];
        else
            out[y * n + x] = buffer[threadIdx.x][threadIdx.y];
    }
}

template<typename T> void launch(T* out, const T* in, int n) {
    constexpr int tile = sizeof(T) > 4 ? 8 : 16;
    const dim3 block(tile, tile), grid((n + tile - 1) / tile, (n + tile - 1) / tile);
    transpose<T, tile><<<grid, block>>>(out, in, n);
    transpose<T, tile, true><<<grid, block>>>(out, in, n);
}

template<class T> __global__ void fill(T* x, T value, int n) {
    for (int i = blockIdx.x * blockDim.x + threadIdx.x; i < n; i += gridDim.x * blockDim.x) x[i] = value;
}

extern "C" int test() {
    const int n = 20;
    float* a = numbers<float>(n * n);
    float* b = unwritten<float>(n * n);
    double* c = numbers<double>(n * n);
    double* d = unwritten<double>(n * n);
    launch(b, a, n);
    launch(d, c, n);
    int bad = on_host(b, n * n)[1] != 40 || on_host(d, n * n)[n] != 2;
    fill<<<2, 32>>>(a, 3.0f, n * n);
    fill<double><<<2, 32>>>(c, 3, n * n);
    bad += on_host(a, n * n)[399] != 3 || on_host(c, n * n)[399] != 3;
    cudaFree(a);
    cudaFree(b);
    cudaFree(c);
    cudaFree(d);
    return bad;
}
