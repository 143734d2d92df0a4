// @finds nothing
// The default stream and those that wait for it need no events; a copy to ordinary memory is waited for.
#include "on_device.cuh"
__global__ void fill(float* x) { x[threadIdx.x] = threadIdx.x; }
__global__ void add(float* x, const float* y) { x[threadIdx.x] += y[threadIdx.x]; }
extern "C" int test() {
    cudaStream_t a, b;
    cudaStreamCreate(&a);
    cudaStreamCreate(&b);
    float *x = unwritten<float>(32), *y = unwritten<float>(32), z[32];
    fill<<<1, 32, 0, a>>>(x);
    fill<<<1, 32, 0, b>>>(y);
    add<<<1, 32>>>(x, y);
    add<<<1, 32, 0, b>>>(y, x);
    cudaMemcpyAsync(z, y, sizeof z, cudaMemcpyDeviceToHost, b);
    const bool bad = z[31] != 93;
    cudaFree(x);
    cudaFree(y);
    cudaStreamDestroy(a);
    cudaStreamDestroy(b);
    return bad;
}
