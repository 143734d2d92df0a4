// @finds note shuffle_mask
// The mask is computed from a condition that the calling lane does not meet.
#include "on_device.cuh"
__global__ void k(int* x) {
    const int t = threadIdx.x;
    const unsigned low = 0x0000ffff;
    int v = x[t];
    if (t <= 16) v += __shfl_xor_sync(low, v, 1); // <- lane 16
    x[t] = v;
}
extern "C" int test() {
    int* x = numbers<int>(32);
    k<<<1, 32>>>(x);
    cudaDeviceSynchronize();
    cudaFree(x);
    return 0;
}
