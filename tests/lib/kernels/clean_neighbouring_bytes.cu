// @finds nothing
// Bytes and halves of one word belong to different threads.
#include "on_device.cuh"

__global__ void k(char* bytes, short* halves) {
    __shared__ char mine[64];
    mine[threadIdx.x] = threadIdx.x;
    bytes[threadIdx.x] = mine[threadIdx.x];
    halves[threadIdx.x] = threadIdx.x;
}

extern "C" int test() {
    char* bytes = unwritten<char>(64);
    short* halves = unwritten<short>(64);
    k<<<1, 64>>>(bytes, halves);
    cudaDeviceSynchronize();
    const bool right = on_host(bytes, 64)[63] == 63 && on_host(halves, 64)[7] == 7;
    cudaFree(bytes);
    cudaFree(halves);
    return !right;
}
