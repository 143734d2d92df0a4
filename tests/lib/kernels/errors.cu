// @finds nothing
// The codes and texts of errors, and which calls forget them.
#include <cuda_runtime.h>
#include <cstring>

__global__ void nothing() {}
__global__ void needs(float* x) {
    extern __shared__ float tile[];
    tile[threadIdx.x] = 1;
    x[threadIdx.x] = tile[threadIdx.x];
}

#define EXPECT(holds) \
    if (!(holds)) return __LINE__

extern "C" int test() {
    nothing<<<1, 2000>>>();
    EXPECT(cudaPeekAtLastError() == cudaErrorInvalidConfiguration);
    EXPECT(cudaGetLastError() == cudaErrorInvalidConfiguration && cudaGetLastError() == cudaSuccess);
    nothing<<<0, 32>>>();
    EXPECT(cudaGetLastError() == 9);
    nothing<<<1, dim3(1, 1, 65)>>>();
    EXPECT(cudaGetLastError() == 9);
    float* x;
    EXPECT(cudaMalloc(&x, 128) == cudaSuccess);
    needs<<<1, 32, 60000>>>(x);
    EXPECT(cudaGetLastError() == cudaErrorInvalidValue);
    EXPECT(cudaFuncSetAttribute(needs, cudaFuncAttributeMaxDynamicSharedMemorySize, 60000) == cudaSuccess);
    needs<<<1, 32, 60000>>>(x);
    EXPECT(cudaGetLastError() == cudaSuccess && cudaDeviceSynchronize() == cudaSuccess);
    void* huge;
    EXPECT(cudaMalloc(&huge, size_t(1) << 45) == cudaErrorMemoryAllocation && huge == nullptr);
    EXPECT(cudaGetLastError() == cudaErrorMemoryAllocation);
    float host[64];
    EXPECT(cudaMemcpy(host, x, 256, cudaMemcpyDeviceToHost) == cudaErrorInvalidValue); // x has 128 bytes
    EXPECT(cudaMemcpy(host, x, 128, (cudaMemcpyKind)9) == cudaErrorInvalidMemcpyDirection);
    EXPECT(cudaFree(x + 1) == cudaErrorInvalidValue && cudaFree(x) == cudaSuccess && cudaFree(nullptr) == cudaSuccess);
    EXPECT(cudaSetDevice(5) == cudaErrorInvalidDevice);
    cudaDeviceProp properties;
    EXPECT(cudaGetDeviceProperties(&properties, 0) == cudaSuccess && properties.warpSize == 32);
    int blocks = 0;
    EXPECT(cudaOccupancyMaxActiveBlocksPerMultiprocessor(&blocks, nothing, 256, 0) == cudaSuccess && blocks > 0);
    EXPECT(!strcmp(cudaGetErrorString(cudaErrorIllegalAddress), "an illegal memory access was encountered"));
    EXPECT(!strcmp(cudaGetErrorName(cudaErrorInvalidValue), "cudaErrorInvalidValue"));
    cudaGetLastError();
    return 0;
}
