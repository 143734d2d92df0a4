#include "conv2d_direct.cuh"

constexpr int warps = 8; // of a block

/// A warp for every entry of Y: its threads share the channels, which lie side by side in X and in F, and
/// shuffles add up their parts.
__global__ void correlate(ConvLayer s, const float* X, const float* F, float* Y) {
    const int lane = threadIdx.x, at = blockIdx.x * warps + threadIdx.y, o = at % s.O, r = at / s.O;
    const int n = r / s.Wo / s.Ho, y = r / s.Wo % s.Ho, x = r % s.Wo;
    if (n >= s.N) return; // the whole warp
    float sum = 0;
    for (int i = 0; i < s.kh; ++i)
        for (int j = 0; j < s.kw; ++j) {
            const int row = y * s.sh + i - s.ph, column = x * s.sw + j - s.pw;
            if (row < 0 || row >= s.H || column < 0 || column >= s.W) continue;
            const float* pixel = X + ((n * s.H + row) * s.W + column) * s.C;
            const float* weights = F + ((o * s.kh + i) * s.kw + j) * s.C;
            for (int c = lane; c < s.C; c += 32) sum += pixel[c] * weights[c];
        }
    for (int distance = 16; distance > 0; distance /= 2) sum += __shfl_down_sync(0xffffffff, sum, distance);
    if (lane == 0) Y[at] = sum;
}

void conv2d(ConvLayer s, const float* X, const float* F, float* Y, cudaStream_t stream) {
    const int entries = s.N * s.Ho * s.Wo * s.O;
    if (entries == 0) return;
    correlate<<<(entries + warps - 1) / warps, dim3(32, warps), 0, stream>>>(s, X, F, Y);
}
