// @refused the simulator does not offer cooperative groups: use __syncthreads(), __syncwarp() and __shfl_sync()
// One sentence, and none of what follows from it.
#include "on_device.cuh"
#include <cooperative_groups.h>
namespace cg = cooperative_groups;
__global__ void k(int* x) {
    cg::thread_block block = cg::this_thread_block();
    auto tile = cg::tiled_partition<32>(block);
    x[block.thread_rank()] = tile.shfl_down(x[threadIdx.x], 1);
    block.sync();
}
extern "C" int test() { return 0; }
