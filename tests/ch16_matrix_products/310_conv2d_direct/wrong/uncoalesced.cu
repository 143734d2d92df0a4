// @diagnosis uncoalesced
#include "conv2d_direct.cuh"

constexpr int filters = 32, places = 8;

__global__ void correlate(ConvLayer s, const float* X, const float* F, float* Y) {
    const int o = blockIdx.y * filters + threadIdx.x, r = blockIdx.x * places + threadIdx.y;
    const int n = r / s.Wo / s.Ho, y = r / s.Wo % s.Ho, x = r % s.Wo;
    if (n >= s.N || o >= s.O) return;
    float sum = 0;
    for (int i = 0; i < s.kh; ++i)
        for (int j = 0; j < s.kw; ++j) {
            const int row = y * s.sh + i - s.ph, column = x * s.sw + j - s.pw;
            if (row < 0 || row >= s.H || column < 0 || column >= s.W) continue;
            for (int c = 0; c < s.C; ++c)
                sum +=
                    X[((n * s.H + row) * s.W + column) * s.C + c] * F[((o * s.kh + i) * s.kw + j) * s.C + c];
        }
    Y[r * s.O + o] = sum;
}

void conv2d(ConvLayer s, const float* X, const float* F, float* Y, cudaStream_t stream) {
    if (s.N == 0 || s.O == 0) return;
    const dim3 block(filters, places);
    const dim3 grid((s.N * s.Ho * s.Wo + places - 1) / places, (s.O + filters - 1) / filters);
    correlate<<<grid, block, 0, stream>>>(s, X, F, Y);
}
