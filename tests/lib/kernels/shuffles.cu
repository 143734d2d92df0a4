// @finds nothing
// Every shuffle, with segments and partial masks, and types of 4 and 8 bytes.
#include <cuda_runtime.h>

__device__ int wrong = 0;

__device__ void expect(bool holds) {
    if (!holds) atomicAdd(&wrong, 1);
}

__global__ void all() {
    const int lane = threadIdx.x % 32;
    const unsigned full = 0xffffffff;
    expect(__shfl_sync(full, lane * 2, 5) == 10);
    expect(__shfl_sync(full, lane, 3, 8) == lane / 8 * 8 + 3);
    expect(__shfl_up_sync(full, lane, 2) == (lane < 2 ? lane : lane - 2));
    expect(__shfl_up_sync(full, lane, 1, 16) == (lane % 16 ? lane - 1 : lane));
    expect(__shfl_down_sync(full, 1.5 * lane, 4) == (lane > 27 ? 1.5 * lane : 1.5 * (lane + 4)));
    expect(__shfl_xor_sync(full, float(lane), 1) == float(lane ^ 1));
    expect(__shfl_xor_sync(full, (long long)lane << 40, 16) == (long long)(lane ^ 16) << 40);
    if (lane < 8) expect(__shfl_down_sync(0xff, lane, 1, 8) == (lane == 7 ? 7 : lane + 1));
    expect(__ballot_sync(full, lane % 2) == 0xaaaaaaaa);
    expect(__all_sync(full, lane < 32) && !__all_sync(full, lane < 31));
    expect(__any_sync(full, lane == 9) && !__any_sync(full, 0));
    expect(__match_any_sync(full, lane % 4) == 0x11111111u << lane % 4);
    int same = 0;
    expect(__match_all_sync(full, 7.0f, &same) == full && same);
    expect(__match_all_sync(full, lane, &same) == 0 && !same);
    if (lane % 2) expect(__activemask() == 0xaaaaaaaa);
#if !defined(__CUDA_ARCH__) || __CUDA_ARCH__ >= 800
    expect(__reduce_add_sync(full, lane) == 496);
    expect(__reduce_max_sync(full, -lane) == 0);
#endif
}

extern "C" int test() {
    all<<<2, 64>>>();
    int result = -1;
    cudaMemcpyFromSymbol(&result, wrong, sizeof result);
    return result;
}
