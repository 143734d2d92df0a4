// @finds nothing
// Votes, shuffles of all kinds with widths, matches and reductions of a warp.
#include "on_device.cuh"

__global__ void k(int* out, float* reals, double* wide) {
    const unsigned all = 0xffffffff;
    const int lane = threadIdx.x % 32;
    int score = 0;
    score += __all_sync(all, lane < 32) ? 1 : 0;
    score += __any_sync(all, lane == 5) ? 2 : 0;
    score += __ballot_sync(all, lane % 2) == 0xaaaaaaaau ? 4 : 0;
    score += __popc(__ballot_sync(all, lane < 10)) == 10 ? 8 : 0;
    score += __shfl_sync(all, lane, 3) == 3 ? 16 : 0;
    score += __shfl_sync(all, lane, 3, 8) == lane / 8 * 8 + 3 ? 32 : 0;
    score += __shfl_up_sync(all, lane, 1, 4) == (lane % 4 ? lane - 1 : lane) ? 64 : 0;
    score += __shfl_down_sync(all, lane, 2, 16) == (lane % 16 < 14 ? lane + 2 : lane) ? 128 : 0;
    score += __shfl_xor_sync(all, lane, 16) == (lane ^ 16) ? 256 : 0;
    float v = lane;
    for (int offset = 16; offset > 0; offset >>= 1) v += __shfl_xor_sync(all, v, offset);
    reals[threadIdx.x] = v;
    double d = lane;
    for (int offset = 16; offset > 0; offset /= 2) d += __shfl_down_sync(all, d, offset);
    if (lane == 0) wide[threadIdx.x / 32] = d;
    unsigned long long big = __shfl_sync(all, (unsigned long long)lane << 40, 9);
    score += big >> 40 == 9 ? 512 : 0;
    unsigned mask = __ballot_sync(all, lane < 20);
    if (lane < 20)
        score += __shfl_up_sync(mask, lane, 1) == (lane ? lane - 1 : lane) ? 1024 : 0;
    else
        score += 1024;
    __syncwarp();
    out[threadIdx.x] = score;
}

extern "C" int test() {
    int* out = unwritten<int>(64);
    float* reals = unwritten<float>(64);
    double* wide = unwritten<double>(2);
    k<<<1, 64>>>(out, reals, wide);
    int bad = 0;
    for (int s : on_host(out, 64)) bad += s != 2047;
    bad += on_host(reals, 64)[40] != 496 || on_host(wide, 2)[1] != 496;
    cudaFree(out);
    cudaFree(reals);
    cudaFree(wide);
    return bad;
}
