// @finds not_synchronised
// The call runs on the default stream, for nobody has told the handle of the kernel's.
#include "on_device.cuh"
#include <cublas_v2.h>
__global__ void twice(float* x) { x[threadIdx.x] *= 2; }
extern "C" int test() {
    cublasHandle_t handle;
    cudaStream_t stream;
    cublasCreate(&handle);
    cudaStreamCreateWithFlags(&stream, cudaStreamNonBlocking);
    float* A = numbers<float>(16);
    cudaDeviceSynchronize();
    const float one = 1;
    twice<<<1, 16, 0, stream>>>(A);      // <-
    cublasSscal(handle, 16, &one, A, 1); // <- cublasSscal reads memory[0], which twice may still
    cudaDeviceSynchronize();
    cudaFree(A);
    cublasDestroy(handle);
    cudaStreamDestroy(stream);
    return 0;
}
