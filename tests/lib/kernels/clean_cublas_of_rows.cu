// @finds nothing
// Products of matrices by rows with cuBLAS, in several forms: plain, batched with strides, on a stream, by
// GemmEx.
#include "on_device.cuh"
#include <cublas_v2.h>

extern "C" int test() {
    cublasHandle_t handle;
    cudaStream_t stream;
    if (cublasCreate(&handle) != CUBLAS_STATUS_SUCCESS) return 1;
    cudaStreamCreate(&stream);
    cublasSetStream(handle, stream);
    cublasSetMathMode(handle, CUBLAS_DEFAULT_MATH);
    const int m = 2, n = 3, k = 4;
    float *A = numbers<float>(2 * m * k), *B = numbers<float>(2 * k * n), *C = unwritten<float>(2 * m * n);
    const float alpha = 1.0f, beta = 0.0f;
    cublasStatus_t status =
        cublasSgemm(handle, CUBLAS_OP_N, CUBLAS_OP_N, n, m, k, &alpha, B, n, A, k, &beta, C, n);
    int bad = status != CUBLAS_STATUS_SUCCESS || on_host(C, m * n)[4] != 4 * 1 + 5 * 4 + 6 * 7 + 7 * 10;
    bad |= cublasSgemmStridedBatched(handle, CUBLAS_OP_N, CUBLAS_OP_N, n, m, k, &alpha, B, n, k * n, A, k,
                                     m * k, &beta, C, n, m * n, 2) != 0;
    bad |= cublasGemmEx(handle, CUBLAS_OP_T, CUBLAS_OP_N, n, m, k, &alpha, B, CUDA_R_32F, k, A, CUDA_R_32F, k,
                        &beta, C, CUDA_R_32F, n, CUBLAS_COMPUTE_32F, CUBLAS_GEMM_DEFAULT) != 0;
    bad |= on_host(C, m * n)[0] != 14;
    float *x = numbers<float>(8), *y = zeros<float>(8), dot = 0;
    bad |= cublasSgemv(handle, CUBLAS_OP_T, k, m, &alpha, A, k, x, 1, &beta, y, 1) != 0 ||
           on_host(y, 2)[1] != 38;
    bad |= cublasSaxpy(handle, 8, &alpha, x, 1, y, 1) != 0 || cublasSscal(handle, 8, &alpha, y, 1) != 0;
    bad |= cublasSdot(handle, 8, x, 1, x, 1, &dot) != 0 || dot != 140;
    bad |= cublasSnrm2(handle, 4, x, 1, &dot) != 0 || dot * dot < 13.99f || dot * dot > 14.01f;
    cublasSetPointerMode(handle, CUBLAS_POINTER_MODE_DEVICE);
    float* on_the_device = unwritten<float>(1);
    bad |= cublasSasum(handle, 8, x, 1, on_the_device) != 0;
    cublasSetPointerMode(handle, CUBLAS_POINTER_MODE_HOST);
    cudaStreamSynchronize(stream);
    bad |= on_host(on_the_device, 1)[0] != 28;
    int biggest = 0;
    bad |= cublasIsamax(handle, 8, x, 1, &biggest) != 0 || biggest != 8;
    bad |= cublasSger(handle, 2, 2, &alpha, x, 1, x, 1, C, 2) != 0 ||
           cublasSsyrk(handle, CUBLAS_FILL_MODE_LOWER, CUBLAS_OP_N, 2, 2, &alpha, A, 2, &beta, C, 2) != 0;
    bad |= cublasSgeam(handle, CUBLAS_OP_T, CUBLAS_OP_N, k, m, &alpha, A, m, &beta, A, k, B, k) != 0;
    for (float* p : {A, B, C, x, y, on_the_device}) cudaFree(p);
    cublasDestroy(handle);
    cudaStreamDestroy(stream);
    return bad;
}
