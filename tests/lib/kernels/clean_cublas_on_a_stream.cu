// @finds nothing
// A product on a stream, and what uses it on the same one; a scalar result is waited for.
#include "on_device.cuh"
#include <cublas_v2.h>
__global__ void twice(float* x) { x[threadIdx.x] *= 2; }
extern "C" int test() {
    cublasHandle_t handle;
    cudaStream_t stream;
    cublasCreate(&handle);
    cudaStreamCreateWithFlags(&stream, cudaStreamNonBlocking);
    cublasSetStream(handle, stream);
    float *A = numbers<float>(16), *C = zeros<float>(16), dot = 0;
    cudaDeviceSynchronize();
    const float one = 1, zero = 0;
    twice<<<1, 16, 0, stream>>>(A);
    cublasSgemm(handle, CUBLAS_OP_N, CUBLAS_OP_N, 4, 4, 4, &one, A, 4, A, 4, &zero, C, 4);
    twice<<<1, 16, 0, stream>>>(C);
    cublasSdot(handle, 16, C, 1, C, 1, &dot);
    const float first = on_host(C, 1)[0];
    cudaFree(A);
    cudaFree(C);
    cublasDestroy(handle);
    cudaStreamDestroy(stream);
    return first != 2 * 4 * (0 * 0 + 4 * 1 + 8 * 2 + 12 * 3) || dot <= 0;
}
