#include "conv2d_direct.cuh"

constexpr int tile = 16;

/// The product of two matrices with tiles in shared memory. An entry of the one is looked up in X when it is
/// needed: row r is a place, and column q = (i kw + j) C + c is a pixel of its window. The other is F,
/// transposed.
__global__ void multiply(ConvLayer s, const float* X, const float* F, float* Y) {
    __shared__ float patches[tile][tile], weights[tile][tile + 1];
    const int tx = threadIdx.x, ty = threadIdx.y, K = s.kh * s.kw * s.C;
    const int r = blockIdx.x * tile + ty, o = blockIdx.y * tile + tx;
    const int n = r / s.Wo / s.Ho, y = r / s.Wo % s.Ho, x = r % s.Wo;
    float sum = 0;
    for (int first = 0; first < K; first += tile) {
        const int q = first + tx, row = y * s.sh + q / s.C / s.kw - s.ph,
                  column = x * s.sw + q / s.C % s.kw - s.pw;
        const bool inside = n < s.N && q < K && 0 <= row && row < s.H && 0 <= column && column < s.W;
        patches[ty][tx] = inside ? X[((n * s.H + row) * s.W + column) * s.C + q % s.C] : 0.0f;
        const int filter = blockIdx.y * tile + ty;
        weights[ty][tx] = filter < s.O && q < K ? F[filter * K + q] : 0.0f;
        __syncthreads();
        for (int p = 0; p < tile; ++p) sum += patches[ty][p] * weights[tx][p];
        __syncthreads();
    }
    if (n < s.N && o < s.O) Y[r * s.O + o] = sum;
}

void conv2d(ConvLayer s, const float* X, const float* F, float* Y, cudaStream_t stream) {
    if (s.N == 0 || s.O == 0) return;
    const dim3 grid((s.N * s.Ho * s.Wo + tile - 1) / tile, (s.O + tile - 1) / tile);
    multiply<<<grid, dim3(tile, tile), 0, stream>>>(s, X, F, Y);
}
