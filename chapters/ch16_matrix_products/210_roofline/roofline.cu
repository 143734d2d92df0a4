#include "roofline.cuh"

// TODO: two kernels, and a launch in each function. Which thread of a warp loads what?

void saxpy(int n, float a, const float* x, float* y, cudaStream_t stream) {}

void sgemv(int m, int n, const float* A, int lda, const float* x, float* y, cudaStream_t stream) {}
