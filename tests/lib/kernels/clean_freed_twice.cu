// @finds nothing
// A second cudaFree is an error.
#include "on_device.cuh"
extern "C" int test() {
    float* d_a = zeros<float>(32);
    return !(cudaFree(d_a) == cudaSuccess && cudaFree(d_a) == cudaErrorInvalidValue &&
             cudaGetLastError() == cudaErrorInvalidValue);
}
