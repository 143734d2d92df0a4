// @finds nothing
// A row of softmax by a block: a maximum and a sum in one pass, by shuffles and shared memory.
#include "on_device.cuh"
#include <cfloat>
#include <cmath>

struct State {
    float maximum, sum;
};
__device__ __forceinline__ State merged(State a, State b) {
    const bool bigger = a.maximum > b.maximum;
    const State large = bigger ? a : b, small = bigger ? b : a;
    return {large.maximum, large.sum + small.sum * expf(small.maximum - large.maximum)};
}
__global__ void softmax(const float* __restrict__ in, float* __restrict__ out, int columns) {
    __shared__ State of_warps[32];
    const int warp = threadIdx.x / warpSize, lane = threadIdx.x % warpSize, warps = blockDim.x / warpSize;
    const float* x = in + blockIdx.x * columns;
    State mine{-FLT_MAX, 0};
    for (int i = threadIdx.x; i < columns; i += blockDim.x) mine = merged(mine, State{x[i], 1});
    for (int offset = warpSize / 2; offset > 0; offset >>= 1) {
        State other;
        other.maximum = __shfl_xor_sync(0xFFFFFFFF, mine.maximum, offset);
        other.sum = __shfl_xor_sync(0xFFFFFFFF, mine.sum, offset);
        mine = merged(mine, other);
    }
    if (lane == 0) of_warps[warp] = mine;
    __syncthreads();
    mine = lane < warps ? of_warps[lane] : State{-FLT_MAX, 0};
    for (int offset = warpSize / 2; offset > 0; offset >>= 1)
        mine = merged(mine, State{__shfl_xor_sync(0xFFFFFFFF, mine.maximum, offset),
                                  __shfl_xor_sync(0xFFFFFFFF, mine.sum, offset)});
    for (int i = threadIdx.x; i < columns; i += blockDim.x)
        __stcs(out + blockIdx.x * columns + i, __expf(x[i] - mine.maximum) / mine.sum);
}
extern "C" int test() {
    float *x = numbers<float>(3 * 70), *y = unwritten<float>(3 * 70);
    softmax<<<3, 64>>>(x, y, 70);
    const auto z = on_host(y, 3 * 70);
    float sum = 0;
    for (int i = 140; i < 210; ++i) sum += z[i];
    cudaFree(x);
    cudaFree(y);
    return std::fabs(sum - 1) > 1e-4f || std::fabs(z[69] - 0.6321206f) > 1e-4f;
}
