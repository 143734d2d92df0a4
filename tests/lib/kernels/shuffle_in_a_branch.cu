// @finds note shuffle_mask
// A shuffle of all lanes that only some of them reach.
#include "on_device.cuh"
__global__ void k(int* x, int n) {
    const int t = threadIdx.x;
    int v = x[t];
    if (t < n) v += __shfl_down_sync(0xffffffff, v, 1); // <-
    __syncwarp();                                       // <-
    x[t] = v;
}
extern "C" int test() {
    int* x = numbers<int>(32);
    k<<<1, 32>>>(x, 20);
    cudaDeviceSynchronize();
    cudaFree(x);
    return 0;
}
