// @finds leak
// Memory is allocated in every step, and given back once.
#include <cuda_runtime.h>
extern "C" int test() {
    float* d_step = nullptr;
    for (int i = 0; i < 3; ++i) cudaMalloc(&d_step, 128);
    cudaFree(d_step);
    return 0;
}
