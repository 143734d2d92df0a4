// @finds out_of_bounds
// A stencil reads the row above the first one.
#include "on_device.cuh"
__global__ void blur(const float* in, float* out, int width, int height) {
    const int x = blockIdx.x * blockDim.x + threadIdx.x, y = blockIdx.y * blockDim.y + threadIdx.y;
    if (x >= width || y >= height) return;
    out[y * width + x] = in[(y - 1) * width + x]; // <- before the beginning of memory
}
extern "C" int test() {
    float *in = numbers<float>(64), *out = unwritten<float>(64);
    blur<<<dim3(1, 1), dim3(8, 8)>>>(in, out, 8, 8);
    cudaDeviceSynchronize();
    cudaFree(in);
    cudaFree(out);
    return 0;
}
