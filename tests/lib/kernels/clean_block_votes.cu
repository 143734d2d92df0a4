// @finds nothing
// Barriers that count.
#include "on_device.cuh"

__global__ void k(int* out, int n) {
    const int t = threadIdx.x;
    const int many = __syncthreads_count(t < n);
    const int every = __syncthreads_and(t < n), some = __syncthreads_or(t == n);
    if (t == 0) {
        out[0] = many;
        out[1] = every;
        out[2] = some;
    }
}

extern "C" int test() {
    int* out = unwritten<int>(3);
    k<<<1, 100>>>(out, 37);
    const auto y = on_host(out, 3);
    k<<<1, 100>>>(out, 100);
    const auto z = on_host(out, 3);
    cudaFree(out);
    return !(y[0] == 37 && !y[1] && y[2] && z[0] == 100 && z[1] && !z[2]);
}
