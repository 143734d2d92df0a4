// @refused the simulator does not offer textures, surfaces and arrays: read through a pointer
// A kernel that reads a texture.
#include "on_device.cuh"
__global__ void k(cudaTextureObject_t texture, float* y) {
    y[threadIdx.x] = tex2D<float>(texture, threadIdx.x, 0);
}
extern "C" int test() { return 0; }
