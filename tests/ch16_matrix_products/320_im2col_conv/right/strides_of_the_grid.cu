#include "im2col_conv.cuh"

#include <algorithm>

// A few blocks, whose threads go on to the next numbers until all are done.
constexpr int threads = 96, blocks = 3;

__global__ void copy_patches(Windows s, const float* X, float* Col, int ldcol) {
    const int K = s.kh * s.kw * s.C, count = s.N * s.Ho * s.Wo * K;
    for (int e = blockIdx.x * blockDim.x + threadIdx.x; e < count; e += gridDim.x * blockDim.x) {
        const int r = e / K, q = e % K, n = r / s.Wo / s.Ho;
        const int row = r / s.Wo % s.Ho * s.sh + q / s.C / s.kw - s.ph;
        const int column = r % s.Wo * s.sw + q / s.C % s.kw - s.pw;
        const bool outside = row < 0 || row >= s.H || column < 0 || column >= s.W;
        Col[r * ldcol + q] = outside ? 0 : X[((n * s.H + row) * s.W + column) * s.C + q % s.C];
    }
}

void im2col(Windows s, const float* X, float* Col, int ldcol, cudaStream_t stream) {
    copy_patches<<<blocks, threads, 0, stream>>>(s, X, Col, ldcol);
}

__global__ void gather(Windows s, const float* Col, int ldcol, float* X) {
    const int count = s.N * s.H * s.W * s.C;
    for (int e = blockIdx.x * blockDim.x + threadIdx.x; e < count; e += gridDim.x * blockDim.x) {
        const int c = e % s.C, a = e / s.C / s.W % s.H + s.ph, b = e / s.C % s.W + s.pw,
                  n = e / s.C / s.W / s.H;
        float sum = 0;
        for (int y = 0; y < s.Ho; ++y)
            for (int x = 0; x < s.Wo; ++x) {
                const int i = a - y * s.sh, j = b - x * s.sw;
                if (0 <= i && i < s.kh && 0 <= j && j < s.kw)
                    sum += Col[((n * s.Ho + y) * s.Wo + x) * ldcol + (i * s.kw + j) * s.C + c];
            }
        X[e] = sum;
    }
}

void col2im(Windows s, const float* Col, int ldcol, float* X, cudaStream_t stream) {
    gather<<<blocks, threads, 0, stream>>>(s, Col, ldcol, X);
}

cublasStatus_t conv2d_gemm(cublasHandle_t handle, Windows s, int O, const float* X, const float* F,
                           float* Col, int ldcol, float* Y) {
    cudaStream_t stream;
    auto status = cublasGetStream(handle, &stream);
    if (status != CUBLAS_STATUS_SUCCESS || s.N == 0 || O == 0) return status;
    im2col(s, X, Col, ldcol, stream);
    const float one = 1, zero = 0;
    const int rows = s.N * s.Ho * s.Wo, K = s.kh * s.kw * s.C;
    return cublasGemmEx(handle, CUBLAS_OP_T, CUBLAS_OP_N, O, rows, K, &one, F, CUDA_R_32F, std::max(K, 1),
                        Col, CUDA_R_32F, ldcol, &zero, Y, CUDA_R_32F, O, CUBLAS_COMPUTE_32F,
                        CUBLAS_GEMM_DEFAULT);
}
