// @refused the simulator does not offer this form of __shared__: declare the type first, then one variable or array of it
// A struct without a name in shared memory.
#include "on_device.cuh"
__global__ void k(int* x) {
    __shared__ struct { int a, b; } pair;
    pair.a = 1;
    x[0] = pair.a;
}
extern "C" int test() { return 0; }
