// @finds launch_error_ignored
// A launch that is refused, and nobody asks.
#include <cuda_runtime.h>

__global__ void nothing() {}

extern "C" int test() {
    nothing<<<1, 1025>>>(); // <- a block of 1025 x 1 x 1 threads
    return 0;
}
