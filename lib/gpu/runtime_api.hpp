#pragma once
/// @file
/// The runtime's functions (CUDA Runtime API) for one device. Work on streams is done at once, in the order
/// in which it is issued, which is one of the orders that streams allow; but what a kernel does wrong is told
/// by the next call that waits for it.

#include "gpu/launch.hpp"

#include <cstddef>

typedef enum cudaError {
#define GPU_ERROR(name, code, text) name = code,
#include "gpu/errors.inc"
#undef GPU_ERROR
} cudaError_t;

typedef struct CUevent_st* cudaEvent_t;
enum cudaMemcpyKind {
    cudaMemcpyHostToHost,
    cudaMemcpyHostToDevice,
    cudaMemcpyDeviceToHost,
    cudaMemcpyDeviceToDevice,
    cudaMemcpyDefault
};
enum cudaFuncAttribute {
    cudaFuncAttributeMaxDynamicSharedMemorySize = 8,
    cudaFuncAttributePreferredSharedMemoryCarveout = 9
};
enum cudaFuncCache {
    cudaFuncCachePreferNone,
    cudaFuncCachePreferShared,
    cudaFuncCachePreferL1,
    cudaFuncCachePreferEqual
};
enum cudaSharedMemConfig {
    cudaSharedMemBankSizeDefault,
    cudaSharedMemBankSizeFourByte,
    cudaSharedMemBankSizeEightByte
};
enum cudaLimit { cudaLimitStackSize, cudaLimitPrintfFifoSize, cudaLimitMallocHeapSize };
enum cudaMemoryAdvise {
    cudaMemAdviseSetReadMostly = 1,
    cudaMemAdviseUnsetReadMostly,
    cudaMemAdviseSetPreferredLocation,
    cudaMemAdviseUnsetPreferredLocation,
    cudaMemAdviseSetAccessedBy,
    cudaMemAdviseUnsetAccessedBy
};
enum cudaDeviceAttr {
    cudaDevAttrMaxThreadsPerBlock = 1,
    cudaDevAttrMaxBlockDimX = 2,
    cudaDevAttrMaxBlockDimY = 3,
    cudaDevAttrMaxBlockDimZ = 4,
    cudaDevAttrMaxGridDimX = 5,
    cudaDevAttrMaxGridDimY = 6,
    cudaDevAttrMaxGridDimZ = 7,
    cudaDevAttrMaxSharedMemoryPerBlock = 8,
    cudaDevAttrWarpSize = 10,
    cudaDevAttrMaxRegistersPerBlock = 12,
    cudaDevAttrClockRate = 13,
    cudaDevAttrMultiProcessorCount = 16,
    cudaDevAttrMemoryClockRate = 36,
    cudaDevAttrGlobalMemoryBusWidth = 37,
    cudaDevAttrL2CacheSize = 38,
    cudaDevAttrMaxThreadsPerMultiProcessor = 39,
    cudaDevAttrComputeCapabilityMajor = 75,
    cudaDevAttrComputeCapabilityMinor = 76,
    cudaDevAttrMaxSharedMemoryPerMultiprocessor = 81,
    cudaDevAttrManagedMemory = 83,
    cudaDevAttrConcurrentManagedAccess = 89,
    cudaDevAttrCooperativeLaunch = 95,
    cudaDevAttrMaxSharedMemoryPerBlockOptin = 97
};

#define cudaEventDefault 0x00
#define cudaEventBlockingSync 0x01
#define cudaEventDisableTiming 0x02
#define cudaStreamDefault 0x00
#define cudaStreamNonBlocking 0x01
#define cudaStreamLegacy (reinterpret_cast<cudaStream_t>(0x1))
#define cudaStreamPerThread (reinterpret_cast<cudaStream_t>(0x2))
#define cudaHostAllocDefault 0x00
#define cudaHostAllocPortable 0x01
#define cudaHostAllocMapped 0x02
#define cudaHostAllocWriteCombined 0x04
#define cudaHostRegisterDefault 0x00
#define cudaHostRegisterPortable 0x01
#define cudaHostRegisterMapped 0x02
#define cudaHostRegisterReadOnly 0x08
#define cudaMemAttachGlobal 0x01
#define cudaMemAttachHost 0x02
#define cudaMemAttachSingle 0x04
#define cudaOccupancyDefault 0x00
#define cudaDeviceScheduleAuto 0x00
#define cudaDeviceScheduleSpin 0x01
#define cudaDeviceScheduleYield 0x02
#define cudaDeviceScheduleBlockingSync 0x04
#define cudaDeviceMapHost 0x08
#define cudaCpuDeviceId (-1)

/// Where memory is, as CUDA 13 says it; before, a number of a device stood for it.
enum cudaMemLocationType {
    cudaMemLocationTypeInvalid = 0,
    cudaMemLocationTypeDevice = 1,
    cudaMemLocationTypeHost = 2
};
struct cudaMemLocation {
    cudaMemLocationType type;
    int id;
};

/// Of a device with the limits of compute capability 8.0, whose memory is as large as memory.hpp says.
struct cudaDeviceProp {
    char name[256];
    std::size_t totalGlobalMem, sharedMemPerBlock;
    int regsPerBlock, warpSize;
    std::size_t memPitch;
    int maxThreadsPerBlock, maxThreadsDim[3], maxGridSize[3];
    int clockRate;
    std::size_t totalConstMem;
    int major, minor;
    std::size_t textureAlignment;
    int multiProcessorCount, integrated, canMapHostMemory, computeMode, concurrentKernels, ECCEnabled;
    int pciBusID, pciDeviceID, pciDomainID, tccDriver, asyncEngineCount, unifiedAddressing;
    int memoryClockRate, memoryBusWidth, l2CacheSize, maxThreadsPerMultiProcessor;
    std::size_t sharedMemPerMultiprocessor;
    int regsPerMultiprocessor, managedMemory, cooperativeLaunch, concurrentManagedAccess, deviceOverlap;
    std::size_t sharedMemPerBlockOptin, reservedSharedMemPerBlock;
    int maxBlocksPerMultiProcessor;
};

struct cudaFuncAttributes {
    std::size_t sharedSizeBytes, constSizeBytes, localSizeBytes;
    int maxThreadsPerBlock, numRegs, ptxVersion, binaryVersion, cacheModeCA, maxDynamicSharedSizeBytes;
};

enum cudaMemoryType {
    cudaMemoryTypeUnregistered,
    cudaMemoryTypeHost,
    cudaMemoryTypeDevice,
    cudaMemoryTypeManaged
};
struct cudaPointerAttributes {
    cudaMemoryType type;
    int device;
    void *devicePointer, *hostPointer;
};

// ---- errors ----
cudaError_t cudaGetLastError();
cudaError_t cudaPeekAtLastError();
const char* cudaGetErrorString(cudaError_t error);
const char* cudaGetErrorName(cudaError_t error);

// ---- the device ----
cudaError_t cudaDeviceSynchronize();
cudaError_t cudaDeviceReset();
cudaError_t cudaGetDeviceCount(int* count);
cudaError_t cudaGetDevice(int* device);
cudaError_t cudaSetDevice(int device);
cudaError_t cudaGetDeviceProperties(cudaDeviceProp* properties, int device);
cudaError_t cudaDeviceGetAttribute(int* value, cudaDeviceAttr attribute, int device);
cudaError_t cudaSetDeviceFlags(unsigned flags);
cudaError_t cudaChooseDevice(int* device, const cudaDeviceProp* wanted);
cudaError_t cudaDeviceCanAccessPeer(int* can, int device, int peer);
cudaError_t cudaDeviceGetStreamPriorityRange(int* least, int* greatest);
cudaError_t cudaDeviceSetCacheConfig(cudaFuncCache);
cudaError_t cudaDeviceSetSharedMemConfig(cudaSharedMemConfig);
cudaError_t cudaDeviceSetLimit(cudaLimit limit, std::size_t value);
cudaError_t cudaDeviceGetLimit(std::size_t* value, cudaLimit limit);
cudaError_t cudaRuntimeGetVersion(int* version);
cudaError_t cudaDriverGetVersion(int* version);

// ---- memory ----
namespace gpu {
cudaError_t malloc_named(const char* expression, void** pointer, std::size_t size);
cudaError_t malloc_managed_named(const char* expression, void** pointer, std::size_t size);
cudaError_t malloc_host_named(const char* expression, void** pointer, std::size_t size);
cudaError_t malloc_pitch_named(const char* expression, void** pointer, std::size_t* pitch, std::size_t width,
                               std::size_t height);
cudaError_t copy_symbol(void* to, const void* from, std::size_t size, std::size_t offset, const void* symbol,
                        std::size_t symbol_size, cudaMemcpyKind kind);

template<class T> void** as_void(T** pointer) { return reinterpret_cast<void**>(pointer); }
} // namespace gpu

// Allocations are named after the pointers that they are for.
#define cudaMalloc(pointer, ...) gpu_malloc(#pointer, pointer, __VA_ARGS__)
#define cudaMallocManaged(pointer, ...) gpu_malloc_managed(#pointer, pointer, __VA_ARGS__)
#define cudaMallocHost(pointer, ...) gpu_malloc_host(#pointer, pointer, __VA_ARGS__)
#define cudaHostAlloc(pointer, ...) gpu_malloc_host(#pointer, pointer, __VA_ARGS__)
#define cudaMallocPitch(pointer, ...) gpu_malloc_pitch(#pointer, pointer, __VA_ARGS__)
#define cudaMallocAsync(pointer, ...) gpu_malloc(#pointer, pointer, __VA_ARGS__)
template<class T>
cudaError_t gpu_malloc(const char* expression, T** pointer, std::size_t size, cudaStream_t = nullptr) {
    return gpu::malloc_named(expression, gpu::as_void(pointer), size);
}
template<class T> cudaError_t gpu_malloc_managed(const char* expression, T** pointer, std::size_t size,
                                                 unsigned = cudaMemAttachGlobal) {
    return gpu::malloc_managed_named(expression, gpu::as_void(pointer), size);
}
template<class T>
cudaError_t gpu_malloc_host(const char* expression, T** pointer, std::size_t size, unsigned = 0) {
    return gpu::malloc_host_named(expression, gpu::as_void(pointer), size);
}
template<class T> cudaError_t gpu_malloc_pitch(const char* expression, T** pointer, std::size_t* pitch,
                                               std::size_t width, std::size_t height) {
    return gpu::malloc_pitch_named(expression, gpu::as_void(pointer), pitch, width, height);
}
cudaError_t cudaFree(void* pointer);
cudaError_t cudaFreeAsync(void* pointer, cudaStream_t stream);
cudaError_t cudaFreeHost(void* pointer);
cudaError_t cudaHostRegister(void* pointer, std::size_t size, unsigned flags);
cudaError_t cudaHostUnregister(void* pointer);
cudaError_t cudaMemGetInfo(std::size_t* free, std::size_t* total);
cudaError_t cudaMemcpy(void* to, const void* from, std::size_t size, cudaMemcpyKind kind);
cudaError_t cudaMemcpyAsync(void* to, const void* from, std::size_t size, cudaMemcpyKind kind,
                            cudaStream_t stream = nullptr);
cudaError_t cudaMemcpy2D(void* to, std::size_t to_pitch, const void* from, std::size_t from_pitch,
                         std::size_t width, std::size_t height, cudaMemcpyKind kind);
cudaError_t cudaMemcpy2DAsync(void* to, std::size_t to_pitch, const void* from, std::size_t from_pitch,
                              std::size_t width, std::size_t height, cudaMemcpyKind kind,
                              cudaStream_t stream = nullptr);
cudaError_t cudaMemset(void* to, int byte, std::size_t size);
cudaError_t cudaMemsetAsync(void* to, int byte, std::size_t size, cudaStream_t stream = nullptr);
cudaError_t cudaMemset2D(void* to, std::size_t pitch, int byte, std::size_t width, std::size_t height);
cudaError_t cudaMemPrefetchAsync(const void* pointer, std::size_t size, int device,
                                 cudaStream_t stream = nullptr);
cudaError_t cudaMemAdvise(const void* pointer, std::size_t size, cudaMemoryAdvise advice, int device);
inline cudaError_t cudaMemPrefetchAsync(const void* pointer, std::size_t size, cudaMemLocation location,
                                        unsigned, cudaStream_t stream = nullptr) {
    return cudaMemPrefetchAsync(pointer, size, location.id, stream);
}
inline cudaError_t cudaMemAdvise(const void* pointer, std::size_t size, cudaMemoryAdvise advice,
                                 cudaMemLocation location) {
    return cudaMemAdvise(pointer, size, advice, location.id);
}
cudaError_t cudaPointerGetAttributes(cudaPointerAttributes* attributes, const void* pointer);
inline cudaError_t cudaHostGetDevicePointer(void** device, void* host, unsigned) {
    *device = host;
    return cudaSuccess;
}
template<class T> cudaError_t cudaHostGetDevicePointer(T** device, void* host, unsigned flags) {
    return cudaHostGetDevicePointer(gpu::as_void(device), host, flags);
}

template<class T> cudaError_t cudaMemcpyToSymbol(const T& symbol, const void* from, std::size_t size,
                                                 std::size_t offset = 0,
                                                 cudaMemcpyKind kind = cudaMemcpyHostToDevice) {
    return gpu::copy_symbol(nullptr, from, size, offset, gpu::address_of(symbol), sizeof symbol, kind);
}
template<class T> cudaError_t cudaMemcpyToSymbolAsync(const T& symbol, const void* from, std::size_t size,
                                                      std::size_t offset = 0,
                                                      cudaMemcpyKind kind = cudaMemcpyHostToDevice,
                                                      cudaStream_t = nullptr) {
    return gpu::copy_symbol(nullptr, from, size, offset, gpu::address_of(symbol), sizeof symbol, kind);
}
template<class T> cudaError_t cudaMemcpyFromSymbol(void* to, const T& symbol, std::size_t size,
                                                   std::size_t offset = 0,
                                                   cudaMemcpyKind kind = cudaMemcpyDeviceToHost) {
    return gpu::copy_symbol(to, nullptr, size, offset, gpu::address_of(symbol), sizeof symbol, kind);
}
template<class T>
cudaError_t cudaMemcpyFromSymbolAsync(void* to, const T& symbol, std::size_t size, std::size_t offset = 0,
                                      cudaMemcpyKind kind = cudaMemcpyDeviceToHost, cudaStream_t = nullptr) {
    return gpu::copy_symbol(to, nullptr, size, offset, gpu::address_of(symbol), sizeof symbol, kind);
}
template<class P, class T> cudaError_t cudaGetSymbolAddress(P** pointer, const T& symbol) {
    *gpu::as_void(pointer) = gpu::address_of(symbol);
    return cudaSuccess;
}
template<class T> cudaError_t cudaGetSymbolSize(std::size_t* size, const T&) {
    *size = sizeof(T);
    return cudaSuccess;
}

// ---- streams and events ----
cudaError_t cudaStreamCreate(cudaStream_t* stream);
cudaError_t cudaStreamCreateWithFlags(cudaStream_t* stream, unsigned flags);
cudaError_t cudaStreamCreateWithPriority(cudaStream_t* stream, unsigned flags, int priority);
cudaError_t cudaStreamDestroy(cudaStream_t stream);
cudaError_t cudaStreamGetFlags(cudaStream_t stream, unsigned* flags);
cudaError_t cudaStreamGetPriority(cudaStream_t stream, int* priority);
cudaError_t cudaStreamSynchronize(cudaStream_t stream);
cudaError_t cudaStreamQuery(cudaStream_t stream);
cudaError_t cudaStreamWaitEvent(cudaStream_t stream, cudaEvent_t event, unsigned flags = 0);
cudaError_t cudaEventCreate(cudaEvent_t* event);
cudaError_t cudaEventCreateWithFlags(cudaEvent_t* event, unsigned flags);
inline cudaError_t cudaEventCreate(cudaEvent_t* event, unsigned flags) {
    return cudaEventCreateWithFlags(event, flags);
}
cudaError_t cudaEventDestroy(cudaEvent_t event);
cudaError_t cudaEventRecord(cudaEvent_t event, cudaStream_t stream = nullptr);
inline cudaError_t cudaEventRecordWithFlags(cudaEvent_t event, cudaStream_t stream = nullptr, unsigned = 0) {
    return cudaEventRecord(event, stream);
}
cudaError_t cudaEventSynchronize(cudaEvent_t event);
cudaError_t cudaEventQuery(cudaEvent_t event);
cudaError_t cudaEventElapsedTime(float* milliseconds, cudaEvent_t from, cudaEvent_t to);
cudaError_t cudaLaunchHostFunc(cudaStream_t stream, void (*function)(void*), void* data);
cudaError_t cudaStreamAddCallback(cudaStream_t stream, void (*function)(cudaStream_t, cudaError_t, void*),
                                  void* data, unsigned flags);
template<class T> cudaError_t cudaStreamAttachMemAsync(cudaStream_t stream, T* pointer, std::size_t = 0,
                                                       unsigned = cudaMemAttachSingle) {
    return cudaMemAdvise(pointer, 1, cudaMemAdviseSetAccessedBy, stream ? 0 : cudaCpuDeviceId);
}

// ---- kernels ----
namespace gpu {
cudaError_t set_attribute(const void* kernel, cudaFuncAttribute attribute, int value);
cudaError_t get_attributes(cudaFuncAttributes* attributes, const void* kernel);
cudaError_t occupancy(int* blocks, int block_size, std::size_t shared);
} // namespace gpu
template<class Kernel>
cudaError_t cudaFuncSetAttribute(Kernel* kernel, cudaFuncAttribute attribute, int value) {
    return gpu::set_attribute(reinterpret_cast<const void*>(kernel), attribute, value);
}
template<class Kernel> cudaError_t cudaFuncSetCacheConfig(Kernel*, cudaFuncCache) { return cudaSuccess; }
template<class Kernel> cudaError_t cudaFuncSetSharedMemConfig(Kernel*, cudaSharedMemConfig) {
    return cudaSuccess;
}
template<class Kernel> cudaError_t cudaFuncGetAttributes(cudaFuncAttributes* attributes, Kernel* kernel) {
    return gpu::get_attributes(attributes, reinterpret_cast<const void*>(kernel));
}
template<class Kernel> cudaError_t
cudaOccupancyMaxActiveBlocksPerMultiprocessor(int* blocks, Kernel, int block_size, std::size_t shared) {
    return gpu::occupancy(blocks, block_size, shared);
}
template<class Kernel>
cudaError_t cudaOccupancyMaxActiveBlocksPerMultiprocessorWithFlags(int* blocks, Kernel, int block_size,
                                                                   std::size_t shared, unsigned) {
    return gpu::occupancy(blocks, block_size, shared);
}
template<class Kernel> cudaError_t cudaOccupancyMaxPotentialBlockSize(int* grid, int* block, Kernel,
                                                                      std::size_t = 0, int limit = 0) {
    *block = limit > 0 && limit < 1024 ? limit : 1024;
    *grid = 216;
    return cudaSuccess;
}
