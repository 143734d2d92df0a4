// @finds nothing
// What programs ask the device.
#include "on_device.cuh"
#include <cstdio>

__global__ void k(float* x) {
    extern __shared__ float tile[];
    tile[threadIdx.x] = 1;
    x[threadIdx.x] = tile[threadIdx.x];
}

extern "C" int test() {
    int count = 0, device = -1, value = 0;
    cudaGetDeviceCount(&count);
    cudaSetDevice(0);
    cudaGetDevice(&device);
    cudaDeviceProp prop;
    cudaGetDeviceProperties(&prop, device);
    int bad =
        count != 1 || device != 0 || prop.warpSize != 32 || prop.maxThreadsPerBlock != 1024 || prop.major < 7;
    bad |= prop.maxGridSize[0] != 0x7fffffff || prop.maxThreadsDim[2] != 64 || prop.multiProcessorCount < 1 ||
           prop.name[0] == 0;
    cudaDeviceGetAttribute(&value, cudaDevAttrMultiProcessorCount, device);
    bad |= value != prop.multiProcessorCount;
    size_t free_bytes, total;
    cudaMemGetInfo(&free_bytes, &total);
    bad |= free_bytes > total || total != prop.totalGlobalMem;
    int grid = 0, block = 0, active = 0;
    cudaOccupancyMaxPotentialBlockSize(&grid, &block, k, 0, 0);
    cudaOccupancyMaxActiveBlocksPerMultiprocessor(&active, k, block, 0);
    bad |= grid < 1 || block < 32 || active < 1;
    cudaFuncAttributes attributes;
    cudaFuncGetAttributes(&attributes, k);
    bad |= attributes.maxThreadsPerBlock != 1024;
    const int bytes = 64 << 10;
    bad |= cudaFuncSetAttribute(k, cudaFuncAttributeMaxDynamicSharedMemorySize, bytes) != cudaSuccess;
    cudaFuncSetCacheConfig(k, cudaFuncCachePreferShared);
    float* x = unwritten<float>(1024);
    k<<<1, 1024, bytes>>>(x);
    bad |= cudaGetLastError() != cudaSuccess || on_host(x, 1024)[1023] != 1;
    int driver = 0, runtime = 0;
    cudaDriverGetVersion(&driver);
    cudaRuntimeGetVersion(&runtime);
    bad |= driver < 11000 || runtime < 11000 || CUDART_VERSION < 11000;
    cudaFree(x);
    cudaDeviceReset();
    return bad;
}
