// @finds misaligned
// A field of a packed record is read where it lies.
#include "on_device.cuh"
__global__ void k(const unsigned char* packet, int* y) {
    y[threadIdx.x] = *(const int*)(packet + 5 * threadIdx.x + 1); // <- reads 4 bytes
}
extern "C" int test() {
    unsigned char* p = numbers<unsigned char>(200);
    int* y = unwritten<int>(32);
    k<<<1, 32>>>(p, y);
    cudaDeviceSynchronize();
    cudaFree(p);
    cudaFree(y);
    return 0;
}
