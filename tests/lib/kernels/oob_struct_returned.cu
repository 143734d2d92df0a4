// @finds out_of_bounds
// A struct is returned by value from one element past the end, and stored there.
#include "on_device.cuh"
struct Complex {
    float re, im;
};
__device__ Complex at(const Complex* z, int i) { return z[i]; } // <-
__global__ void k(const Complex* z, float* out, int n) {
    const int i = threadIdx.x;
    if (i <= n) out[i] = at(z, i).re;
}
extern "C" int test() {
    float* z = numbers<float>(64);
    float* y = unwritten<float>(64);
    k<<<1, 64>>>((Complex*)z, y, 32);
    cudaDeviceSynchronize();
    cudaFree(z);
    cudaFree(y);
    return 0;
}
