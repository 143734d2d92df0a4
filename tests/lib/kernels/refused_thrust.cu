// @refused the simulator does not offer Thrust: write the kernel, or use the standard library on the host
// A header that is left out by the preprocessor does not count.
#include "on_device.cuh"
#if 0
#include <cub/cub.cuh>
#endif
#include <thrust/device_vector.h>
#include <thrust/reduce.h>
extern "C" int test() {
    thrust::device_vector<int> x(32, 1);
    return thrust::reduce(x.begin(), x.end()) != 32;
}
