// @finds launch_error_ignored
// A launch that is refused, and nobody asks.
#include <cuda_runtime.h>

__global__ void nothing() {}

extern "C" int test() {
    nothing<<<1, 1025>>>();
    return 0;
}
