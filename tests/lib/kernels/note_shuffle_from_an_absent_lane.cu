// @finds note
// The last lane of a part of a warp asks for the one behind it, and does not use what it gets.
#include "on_device.cuh"
__global__ void differences(const float* x, float* y, int n) {
    const int t = threadIdx.x;
    const unsigned mask = __ballot_sync(0xffffffff, t < n);
    if (t < n) {
        const float next = __shfl_down_sync(mask, x[t], 1); // <- asks for the value of lane 20
        y[t] = t + 1 < n ? next - x[t] : 0;
    }
}
extern "C" int test() {
    float *x = numbers<float>(32), *y = unwritten<float>(32);
    differences<<<1, 32>>>(x, y, 20);
    cudaDeviceSynchronize();
    cudaFree(x);
    cudaFree(y);
    return 0;
}
