#include "im2col_conv.cuh"

#include <algorithm>

/// A block for each row of Col.
__global__ void copy_patch(Windows s, const float* X, float* Col, int ldcol) {
    const int r = blockIdx.x, n = r / s.Wo / s.Ho, y = r / s.Wo % s.Ho, x = r % s.Wo;
    for (int q = threadIdx.x; q < s.kh * s.kw * s.C; q += blockDim.x) {
        const int row = y * s.sh + q / s.C / s.kw - s.ph, column = x * s.sw + q / s.C % s.kw - s.pw;
        float entry = 0;
        if (0 <= row && row < s.H && 0 <= column && column < s.W)
            entry = X[((n * s.H + row) * s.W + column) * s.C + q % s.C];
        Col[r * ldcol + q] = entry;
    }
}

void im2col(Windows s, const float* X, float* Col, int ldcol, cudaStream_t stream) {
    if (s.N > 0) copy_patch<<<s.N * s.Ho * s.Wo, 64, 0, stream>>>(s, X, Col, ldcol);
}

/// A block for each pixel, whose threads share the channels and go through the windows that see it.
__global__ void gather(Windows s, const float* Col, int ldcol, float* X) {
    const int at = blockIdx.x, n = at / s.W / s.H, down = at / s.W % s.H + s.ph, across = at % s.W + s.pw;
    const int top = max(0, (down - s.kh) / s.sh), left = max(0, (across - s.kw) / s.sw);
    for (int c = threadIdx.x; c < s.C; c += blockDim.x) {
        float sum = 0;
        for (int y = top; y < s.Ho && y * s.sh <= down; ++y)
            for (int x = left; x < s.Wo && x * s.sw <= across; ++x) {
                const int i = down - y * s.sh, j = across - x * s.sw;
                if (i < s.kh && j < s.kw)
                    sum += Col[((n * s.Ho + y) * s.Wo + x) * ldcol + (i * s.kw + j) * s.C + c];
            }
        X[at * s.C + c] = sum;
    }
}

void col2im(Windows s, const float* Col, int ldcol, float* X, cudaStream_t stream) {
    if (s.N > 0) gather<<<s.N * s.H * s.W, 32, 0, stream>>>(s, Col, ldcol, X);
}

cublasStatus_t conv2d_gemm(cublasHandle_t handle, Windows s, int O, const float* X, const float* F,
                           float* Col, int ldcol, float* Y) {
    cudaStream_t stream;
    const auto status = cublasGetStream(handle, &stream);
    if (status != CUBLAS_STATUS_SUCCESS || s.N == 0 || O == 0) return status;
    im2col(s, X, Col, ldcol, stream);
    const float one = 1, zero = 0;
    const int places = s.Ho * s.Wo, K = s.kh * s.kw * s.C;
    // The images one after the other, with the same filters: in one call.
    return cublasSgemmStridedBatched(handle, CUBLAS_OP_T, CUBLAS_OP_N, O, places, K, &one, F, std::max(K, 1),
                                     0, Col, ldcol, static_cast<long long>(places) * ldcol, &zero, Y, O,
                                     static_cast<long long>(places) * O, s.N);
}
