// @diagnosis status_lost
#include "im2col_conv.cuh"

#include <algorithm>

constexpr int threads = 256;
static int blocks(int count) { return (count + threads - 1) / threads; }

__global__ void copy_patches(Windows s, const float* X, float* Col, int ldcol) {
    const int K = s.kh * s.kw * s.C, e = blockIdx.x * blockDim.x + threadIdx.x;
    const int r = e / K, q = e % K; // neighbours: in a row of Col
    const int n = r / s.Wo / s.Ho, y = r / s.Wo % s.Ho, x = r % s.Wo, i = q / s.C / s.kw, j = q / s.C % s.kw;
    if (n >= s.N) return;
    const int row = y * s.sh + i - s.ph, column = x * s.sw + j - s.pw;
    const bool inside = 0 <= row && row < s.H && 0 <= column && column < s.W;
    Col[r * ldcol + q] = inside ? X[((n * s.H + row) * s.W + column) * s.C + q % s.C] : 0.0f;
}

void im2col(Windows s, const float* X, float* Col, int ldcol, cudaStream_t stream) {
    const int count = s.N * s.Ho * s.Wo * s.kh * s.kw * s.C;
    if (count > 0) copy_patches<<<blocks(count), threads, 0, stream>>>(s, X, Col, ldcol);
}

__global__ void gather(Windows s, const float* Col, int ldcol, float* X) {
    const int e = blockIdx.x * blockDim.x + threadIdx.x; // neighbours: in the channels of a pixel
    if (e >= s.N * s.H * s.W * s.C) return;
    const int c = e % s.C, column = e / s.C % s.W, row = e / s.C / s.W % s.H, n = e / s.C / s.W / s.H;
    float sum = 0;
    for (int i = 0; i < s.kh; ++i) {
        const int down = row + s.ph - i, y = down / s.sh; // row i of a window at y lies here, if there is one
        if (down < 0 || down % s.sh != 0 || y >= s.Ho) continue;
        for (int j = 0; j < s.kw; ++j) {
            const int across = column + s.pw - j, x = across / s.sw;
            if (across < 0 || across % s.sw != 0 || x >= s.Wo) continue;
            sum += Col[((n * s.Ho + y) * s.Wo + x) * ldcol + (i * s.kw + j) * s.C + c];
        }
    }
    X[e] = sum; // the only store: nobody else owns this number
}

void col2im(Windows s, const float* Col, int ldcol, float* X, cudaStream_t stream) {
    const int count = s.N * s.H * s.W * s.C;
    if (count > 0) gather<<<blocks(count), threads, 0, stream>>>(s, Col, ldcol, X);
}

cublasStatus_t conv2d_gemm(cublasHandle_t handle, Windows s, int O, const float* X, const float* F,
                           float* Col, int ldcol, float* Y) {
    cudaStream_t stream = nullptr;
    cublasGetStream(handle, &stream);
    const int rows = s.N * s.Ho * s.Wo, K = s.kh * s.kw * s.C;
    if (rows == 0 || O == 0) return CUBLAS_STATUS_SUCCESS;
    im2col(s, X, Col, ldcol, stream);
    // By columns, the memory of F is Fᵀ, K × O, and that of Col is Colᵀ, K × rows: Yᵀ = F Colᵀ, O × rows.
    const float one = 1, zero = 0;
    cublasSgemm(handle, CUBLAS_OP_T, CUBLAS_OP_N, O, rows, K, &one, F, std::max(K, 1), Col, ldcol, &zero, Y,
                O);
    return CUBLAS_STATUS_SUCCESS;
}
