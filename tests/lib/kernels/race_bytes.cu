// @finds race
// Two threads write one byte, and others its neighbours.
#include "on_device.cuh"

__global__ void k(char* bytes) {
    bytes[threadIdx.x == 5 ? 4 : threadIdx.x] = 1; // <- memory[4] is written by threads
}

extern "C" int test() {
    char* bytes = unwritten<char>(64);
    k<<<1, 64>>>(bytes);
    cudaDeviceSynchronize();
    cudaFree(bytes);
    return 0;
}
