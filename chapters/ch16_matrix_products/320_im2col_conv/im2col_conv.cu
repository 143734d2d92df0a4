#include "im2col_conv.cuh"

void im2col(Windows s, const float* X, float* Col, int ldcol, cudaStream_t stream) {
    // TODO: a kernel with a thread for every entry of Col, and its launch.
}

void col2im(Windows s, const float* Col, int ldcol, float* X, cudaStream_t stream) {
    // TODO: a kernel with a thread for every number of X. Which windows see it?
}

cublasStatus_t conv2d_gemm(cublasHandle_t handle, Windows s, int O, const float* X, const float* F,
                           float* Col, int ldcol, float* Y) {
    // TODO: Col, on the handle's stream; then Yᵀ as a product of matrices that are stored by columns.
    return CUBLAS_STATUS_NOT_SUPPORTED;
}
