// @refused the simulator does not offer inline assembly: it does not know PTX
// The number of the lane, by PTX.
#include "on_device.cuh"
__global__ void k(unsigned* x) {
    unsigned lane;
    asm volatile("mov.u32 %0, %%laneid;" : "=r"(lane));
    x[threadIdx.x] = lane;
}
extern "C" int test() { return 0; }
