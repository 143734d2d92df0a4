// @diagnosis guard
#include "conv2d_direct.cuh"

constexpr int filters = 32, places = 8; // of a block, which has a thread for each of the pairs

__global__ void correlate(ConvLayer s, const float* X, const float* F, float* Y) {
    __shared__ float weights[filters][filters + 1]; // by filter and channel; the threads go down its columns
    const int tx = threadIdx.x, ty = threadIdx.y;
    const int first_filter = blockIdx.y * filters, o = first_filter + tx; // neighbours: in filters, and in Y
    const int r = blockIdx.x * places + ty, n = r / s.Wo / s.Ho, y = r / s.Wo % s.Ho, x = r % s.Wo;
    float sum = 0;
    for (int i = 0; i < s.kh; ++i)
        for (int j = 0; j < s.kw; ++j) {
            const int row = y * s.sh + i - s.ph, column = x * s.sw + j - s.pw;
            const bool counts = n < s.N && 0 <= row && row < s.H && 0 <= column && column < s.W;
            for (int first = 0; first < s.C; first += filters) {
                for (int f = ty; f < filters;
                     f += places) { // fetched along the channels, as they lie in memory
                    const int filter = first_filter + f, c = first + tx;
                    const bool exists = filter < s.O && c < s.C;
                    weights[f][tx] = exists ? F[((filter * s.kh + i) * s.kw + j) * s.C + c] : 0.0f;
                }
                __syncthreads(); // the tile is complete
                if (counts) {
                    const float* pixel = X + ((n * s.H + row) * s.W + column) * s.C + first;
                    for (int c = 0; c < min(filters, s.C - first); ++c) sum += pixel[c] * weights[tx][c];
                }
                __syncthreads(); // nobody reads it any more
            }
        }
    if (n <= s.N && o <= s.O) Y[r * s.O + o] = sum;
}

void conv2d(ConvLayer s, const float* X, const float* F, float* Y, cudaStream_t stream) {
    if (s.N == 0 || s.O == 0) return; // a grid must not be empty
    const dim3 block(filters, places);
    const dim3 grid((s.N * s.Ho * s.Wo + places - 1) / places, (s.O + filters - 1) / filters);
    correlate<<<grid, block, 0, stream>>>(s, X, F, Y);
}
