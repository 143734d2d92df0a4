/// @file
/// Memory, copies, and what there is to be asked of the device.

#include "gpu/runtime_api.hpp"

#include "gpu/errors.hpp"
#include "gpu/limits.hpp"
#include "gpu/memory.hpp"
#include "gpu/stream_order.hpp"
#include "gpu/streams.hpp"

#include <cstring>
#include <map>
#include <string>

namespace gpu {

namespace {

cudaError_t allocated(const char* expression, void** pointer, std::size_t size, Residence residence) {
    if (!pointer) return result(cudaErrorInvalidValue);
    *pointer = size ? allocate(size, expression, residence) : nullptr;
    return result(size && !*pointer ? cudaErrorMemoryAllocation : cudaSuccess);
}

/// Whether a side of a copy is as its direction says: memory of the device's, or of the host's.
bool fits(const void* memory, std::size_t size, bool on_device) {
    const Allocation* allocation = allocation_of(memory, size);
    if (on_device) return allocation && !allocation->freed;
    return allocation ? allocation->residence == Residence::shared : !is_device_address(memory);
}

struct Direction {
    bool to_device, from_device;
};

bool known(cudaMemcpyKind kind) { return kind >= cudaMemcpyHostToHost && kind <= cudaMemcpyDefault; }

Direction direction(cudaMemcpyKind kind, const void* to, const void* from) {
    if (kind == cudaMemcpyDefault) return {is_device_address(to), is_device_address(from)};
    return {kind == cudaMemcpyHostToDevice || kind == cudaMemcpyDeviceToDevice,
            kind == cudaMemcpyDeviceToHost || kind == cudaMemcpyDeviceToDevice};
}

cudaError_t copy(void* to, const void* from, std::size_t size, cudaMemcpyKind kind) {
    if (!known(kind)) return cudaErrorInvalidMemcpyDirection;
    if (size == 0) return cudaSuccess;
    if (!to || !from) return cudaErrorInvalidValue;
    const Direction sides = direction(kind, to, from);
    if (!fits(to, size, sides.to_device) || !fits(from, size, sides.from_device))
        return cudaErrorInvalidValue;
    std::memmove(to, from, size);
    if (is_device_address(to)) mark_written(to, size);
    return cudaSuccess;
}

Piece piece(const void* memory, std::size_t size, bool written) {
    const auto begin = reinterpret_cast<std::uintptr_t>(memory);
    return {begin, begin + size, written};
}

/// A copy on a stream. Where ordinary memory of the host receives it, the host waits.
struct OnStream {
    cudaStream_t stream;
    const char* name;
    const void* code;

    void copies(const void* to, const void* from, std::size_t size) const {
        Work work{name, offset_of(code), {}};
        if (is_device_address(from)) work.pieces.push_back(piece(from, size, false));
        if (is_device_address(to)) work.pieces.push_back(piece(to, size, true));
        issue(stream, std::move(work));
        if (!is_device_address(to)) host_waits_for_stream(stream);
    }
    void sets(const void* to, std::size_t size) const {
        issue(stream, {name, offset_of(code), {piece(to, size, true)}});
    }
};
#define GPU_ON(stream)                                                                                       \
    OnStream { stream, __func__, __builtin_return_address(0) }

cudaError_t set(void* to, int byte, std::size_t size) {
    if (size == 0) return cudaSuccess;
    if (!to || !fits(to, size, true)) return cudaErrorInvalidValue;
    std::memset(to, byte, size);
    mark_written(to, size);
    return cudaSuccess;
}

std::byte* row(void* begin, std::size_t pitch, std::size_t i) {
    return static_cast<std::byte*>(begin) + i * pitch;
}
const std::byte* row(const void* begin, std::size_t pitch, std::size_t i) {
    return static_cast<const std::byte*>(begin) + i * pitch;
}

cudaError_t released(void* pointer) {
    host_waits_for_device();
    if (!pointer) return waited();
    return waited(release(pointer) ? cudaSuccess : cudaErrorInvalidValue);
}

} // namespace

cudaError_t malloc_named(const char* expression, void** pointer, std::size_t size) {
    return allocated(expression, pointer, size, Residence::device);
}
cudaError_t malloc_managed_named(const char* expression, void** pointer, std::size_t size) {
    if (size == 0) return result(cudaErrorInvalidValue);
    return allocated(expression, pointer, size, Residence::shared);
}
cudaError_t malloc_host_named(const char* expression, void** pointer, std::size_t size) {
    return allocated(expression, pointer, size, Residence::shared);
}
cudaError_t malloc_pitch_named(const char* expression, void** pointer, std::size_t* pitch, std::size_t width,
                               std::size_t height) {
    constexpr std::size_t alignment = 512;
    if (!pitch) return result(cudaErrorInvalidValue);
    *pitch = (width + alignment - 1) / alignment * alignment;
    return allocated(expression, pointer, *pitch * height, Residence::device);
}

cudaError_t copy_symbol(void* to, const void* from, std::size_t size, std::size_t offset, const void* symbol,
                        std::size_t symbol_size, cudaMemcpyKind kind) {
    if (!allocation_of(symbol)) return waited(cudaErrorInvalidSymbol);
    if (offset > symbol_size || size > symbol_size - offset) return waited(cudaErrorInvalidValue);
    auto* there = static_cast<std::byte*>(const_cast<void*>(symbol)) + offset;
    const bool wrong_way = kind == (to ? cudaMemcpyHostToDevice : cudaMemcpyDeviceToHost);
    if (wrong_way || kind == cudaMemcpyHostToHost) return waited(cudaErrorInvalidMemcpyDirection);
    host_waits_for_stream(nullptr);
    return waited(to ? copy(to, there, size, kind) : copy(there, from, size, kind));
}

cudaError_t set_attribute(const void* kernel, cudaFuncAttribute attribute, int value) {
    if (!kernel) return result(cudaErrorInvalidDeviceFunction);
    if (attribute != cudaFuncAttributeMaxDynamicSharedMemorySize) return result(cudaSuccess);
    if (value < 0 || static_cast<std::size_t>(value) > limits::shared_bytes_optin)
        return result(cudaErrorInvalidValue);
    allow_dynamic_shared(static_cast<std::size_t>(value));
    return result(cudaSuccess);
}

cudaError_t get_attributes(cudaFuncAttributes* attributes, const void* kernel) {
    if (!attributes) return result(cudaErrorInvalidValue);
    if (!kernel) return result(cudaErrorInvalidDeviceFunction);
    *attributes = {};
    attributes->maxThreadsPerBlock = limits::threads_per_block;
    attributes->ptxVersion = attributes->binaryVersion = limits::major * 10 + limits::minor;
    attributes->maxDynamicSharedSizeBytes = limits::shared_bytes;
    return result(cudaSuccess);
}

cudaError_t occupancy(int* blocks, int block_size, std::size_t shared) {
    if (!blocks || block_size <= 0) return result(cudaErrorInvalidValue);
    const int threads = (block_size + 31) / 32 * 32;
    *blocks = std::min(limits::threads_per_multiprocessor / threads, limits::blocks_per_multiprocessor);
    const std::size_t each = shared + limits::shared_bytes_reserved;
    *blocks = std::min(*blocks, static_cast<int>(limits::shared_bytes_multiprocessor / each));
    if (block_size > static_cast<int>(limits::threads_per_block)) *blocks = 0;
    return result(cudaSuccess);
}

} // namespace gpu

using namespace gpu;

// ---- memory ----------------------------------------------------------------------------------------------

cudaError_t cudaFree(void* pointer) { return released(pointer); }
cudaError_t cudaFreeAsync(void* pointer, cudaStream_t) { return released(pointer); }
cudaError_t cudaFreeHost(void* pointer) { return released(pointer); }
cudaError_t cudaHostRegister(void* pointer, std::size_t size, unsigned) {
    if (!pointer || size == 0 || is_device_address(pointer)) return result(cudaErrorInvalidValue);
    register_variable(pointer, size, "registered memory", Residence::shared);
    return result(cudaSuccess);
}
cudaError_t cudaHostUnregister(void* pointer) {
    const Allocation* allocation = allocation_of(pointer);
    if (!allocation || allocation->residence != Residence::shared || allocation->begin != pointer)
        return result(cudaErrorHostMemoryNotRegistered);
    forget_variable(pointer);
    return result(cudaSuccess);
}
cudaError_t cudaMemGetInfo(std::size_t* free, std::size_t* total) {
    if (!free || !total) return result(cudaErrorInvalidValue);
    *free = free_memory();
    *total = total_memory();
    return result(cudaSuccess);
}

namespace {

cudaError_t copy_on(const OnStream& on, void* to, const void* from, std::size_t size, cudaMemcpyKind kind) {
    if (!is_stream(on.stream)) return result(cudaErrorInvalidResourceHandle);
    const cudaError_t error = copy(to, from, size, kind);
    if (error == cudaSuccess && size > 0) on.copies(to, from, size);
    return result(error);
}

cudaError_t copy_rows_on(const OnStream& on, void* to, std::size_t to_pitch, const void* from,
                         std::size_t from_pitch, std::size_t width, std::size_t height, cudaMemcpyKind kind) {
    if (!is_stream(on.stream)) return result(cudaErrorInvalidResourceHandle);
    if (width > to_pitch || width > from_pitch) return result(cudaErrorInvalidPitchValue);
    cudaError_t error = cudaSuccess;
    for (std::size_t i = 0; i < height && error == cudaSuccess; ++i)
        error = copy_on(on, row(to, to_pitch, i), row(from, from_pitch, i), width, kind);
    return result(error);
}

cudaError_t set_rows_on(const OnStream& on, void* to, std::size_t pitch, int byte, std::size_t width,
                        std::size_t height) {
    if (!is_stream(on.stream)) return result(cudaErrorInvalidResourceHandle);
    if (width > pitch) return result(cudaErrorInvalidPitchValue);
    cudaError_t error = cudaSuccess;
    for (std::size_t i = 0; i < height && error == cudaSuccess; ++i) {
        error = set(row(to, pitch, i), byte, width);
        if (error == cudaSuccess && width > 0) on.sets(row(to, pitch, i), width);
    }
    return result(error);
}

/// A copy that the host waits for.
cudaError_t finished(cudaError_t error) {
    host_waits_for_stream(nullptr);
    return error;
}

} // namespace

cudaError_t cudaMemcpy(void* to, const void* from, std::size_t size, cudaMemcpyKind kind) {
    const cudaError_t before = waited();
    return before == cudaSuccess ? finished(copy_on(GPU_ON(nullptr), to, from, size, kind)) : before;
}
cudaError_t cudaMemcpyAsync(void* to, const void* from, std::size_t size, cudaMemcpyKind kind,
                            cudaStream_t stream) {
    return copy_on(GPU_ON(stream), to, from, size, kind);
}
cudaError_t cudaMemcpy2D(void* to, std::size_t to_pitch, const void* from, std::size_t from_pitch,
                         std::size_t width, std::size_t height, cudaMemcpyKind kind) {
    const cudaError_t before = waited();
    if (before != cudaSuccess) return before;
    return finished(copy_rows_on(GPU_ON(nullptr), to, to_pitch, from, from_pitch, width, height, kind));
}
cudaError_t cudaMemcpy2DAsync(void* to, std::size_t to_pitch, const void* from, std::size_t from_pitch,
                              std::size_t width, std::size_t height, cudaMemcpyKind kind,
                              cudaStream_t stream) {
    return copy_rows_on(GPU_ON(stream), to, to_pitch, from, from_pitch, width, height, kind);
}
cudaError_t cudaMemset(void* to, int byte, std::size_t size) {
    return set_rows_on(GPU_ON(nullptr), to, size, byte, size, 1);
}
cudaError_t cudaMemsetAsync(void* to, int byte, std::size_t size, cudaStream_t stream) {
    return set_rows_on(GPU_ON(stream), to, size, byte, size, 1);
}
cudaError_t cudaMemset2D(void* to, std::size_t pitch, int byte, std::size_t width, std::size_t height) {
    return set_rows_on(GPU_ON(nullptr), to, pitch, byte, width, height);
}
#undef GPU_ON
cudaError_t cudaMemPrefetchAsync(const void* pointer, std::size_t size, int, cudaStream_t) {
    return result(allocation_of(pointer, size) ? cudaSuccess : cudaErrorInvalidValue);
}
cudaError_t cudaMemAdvise(const void* pointer, std::size_t size, cudaMemoryAdvise, int) {
    return result(allocation_of(pointer, size) ? cudaSuccess : cudaErrorInvalidValue);
}
cudaError_t cudaPointerGetAttributes(cudaPointerAttributes* attributes, const void* pointer) {
    if (!attributes) return result(cudaErrorInvalidValue);
    const Allocation* allocation = allocation_of(pointer);
    void* memory = const_cast<void*>(pointer);
    if (!allocation)
        *attributes = {cudaMemoryTypeUnregistered, -2, nullptr, memory};
    else if (allocation->residence == Residence::shared)
        *attributes = {cudaMemoryTypeManaged, 0, memory, memory};
    else
        *attributes = {cudaMemoryTypeDevice, 0, memory, nullptr};
    return result(cudaSuccess);
}

// ---- the device ------------------------------------------------------------------------------------------

namespace {

cudaError_t for_device(int device) { return result(device == 0 ? cudaSuccess : cudaErrorInvalidDevice); }

const std::map<int, int>& attributes() {
    using namespace limits;
    static const std::map<int, int> values{
        {cudaDevAttrMaxThreadsPerBlock, threads_per_block},
        {cudaDevAttrMaxBlockDimX, 1024},
        {cudaDevAttrMaxBlockDimY, 1024},
        {cudaDevAttrMaxBlockDimZ, 64},
        {cudaDevAttrMaxGridDimX, 0x7fffffff},
        {cudaDevAttrMaxGridDimY, 65535},
        {cudaDevAttrMaxGridDimZ, 65535},
        {cudaDevAttrMaxSharedMemoryPerBlock, shared_bytes},
        {cudaDevAttrWarpSize, 32},
        {cudaDevAttrMaxRegistersPerBlock, 65536},
        {cudaDevAttrClockRate, 1410000},
        {cudaDevAttrMultiProcessorCount, multiprocessors},
        {cudaDevAttrMemoryClockRate, 1215000},
        {cudaDevAttrGlobalMemoryBusWidth, 5120},
        {cudaDevAttrL2CacheSize, 40 << 20},
        {cudaDevAttrMaxThreadsPerMultiProcessor, threads_per_multiprocessor},
        {cudaDevAttrComputeCapabilityMajor, major},
        {cudaDevAttrComputeCapabilityMinor, minor},
        {cudaDevAttrMaxSharedMemoryPerMultiprocessor, shared_bytes_multiprocessor},
        {cudaDevAttrManagedMemory, 1},
        {cudaDevAttrConcurrentManagedAccess, 1},
        {cudaDevAttrCooperativeLaunch, 0},
        {cudaDevAttrMaxSharedMemoryPerBlockOptin, shared_bytes_optin}};
    return values;
}

} // namespace

cudaError_t cudaDeviceSynchronize() {
    host_waits_for_device();
    return waited();
}
cudaError_t cudaDeviceReset() { return cudaDeviceSynchronize(); }
cudaError_t cudaGetDeviceCount(int* count) {
    *count = 1;
    return result(cudaSuccess);
}
cudaError_t cudaGetDevice(int* device) {
    *device = 0;
    return result(cudaSuccess);
}
cudaError_t cudaSetDevice(int device) { return for_device(device); }
cudaError_t cudaDeviceGetAttribute(int* value, cudaDeviceAttr attribute, int device) {
    const auto found = attributes().find(attribute);
    if (found == attributes().end()) return result(cudaErrorInvalidValue);
    *value = found->second;
    return for_device(device);
}
cudaError_t cudaGetDeviceProperties(cudaDeviceProp* properties, int device) {
    const auto value = [](cudaDeviceAttr attribute) { return attributes().at(attribute); };
    cudaDeviceProp& p = *properties;
    p = {};
    std::strcpy(p.name, "simulated GPU (Gemmlings)");
    p.totalGlobalMem = total_memory();
    p.sharedMemPerBlock = limits::shared_bytes;
    p.regsPerBlock = p.regsPerMultiprocessor = value(cudaDevAttrMaxRegistersPerBlock);
    p.warpSize = 32;
    p.memPitch = 0x7fffffff;
    p.maxThreadsPerBlock = limits::threads_per_block;
    for (int i = 0; i < 3; ++i) {
        p.maxThreadsDim[i] = value(static_cast<cudaDeviceAttr>(cudaDevAttrMaxBlockDimX + i));
        p.maxGridSize[i] = value(static_cast<cudaDeviceAttr>(cudaDevAttrMaxGridDimX + i));
    }
    p.clockRate = value(cudaDevAttrClockRate);
    p.totalConstMem = 64 << 10;
    p.major = limits::major;
    p.minor = limits::minor;
    p.textureAlignment = 512;
    p.multiProcessorCount = limits::multiprocessors;
    p.canMapHostMemory = p.concurrentKernels = p.unifiedAddressing = p.managedMemory = 1;
    p.concurrentManagedAccess = p.deviceOverlap = p.asyncEngineCount = 1;
    p.memoryClockRate = value(cudaDevAttrMemoryClockRate);
    p.memoryBusWidth = value(cudaDevAttrGlobalMemoryBusWidth);
    p.l2CacheSize = value(cudaDevAttrL2CacheSize);
    p.maxThreadsPerMultiProcessor = limits::threads_per_multiprocessor;
    p.sharedMemPerMultiprocessor = limits::shared_bytes_multiprocessor;
    p.sharedMemPerBlockOptin = limits::shared_bytes_optin;
    p.reservedSharedMemPerBlock = limits::shared_bytes_reserved;
    p.maxBlocksPerMultiProcessor = limits::blocks_per_multiprocessor;
    return for_device(device);
}
cudaError_t cudaSetDeviceFlags(unsigned) { return result(cudaSuccess); }
cudaError_t cudaChooseDevice(int* device, const cudaDeviceProp*) { return cudaGetDevice(device); }
cudaError_t cudaDeviceCanAccessPeer(int* can, int device, int peer) {
    *can = 0;
    return for_device(device == 0 ? peer : device);
}
cudaError_t cudaDeviceGetStreamPriorityRange(int* least, int* greatest) {
    if (least) *least = 0;
    if (greatest) *greatest = 0;
    return result(cudaSuccess);
}
cudaError_t cudaDeviceSetCacheConfig(cudaFuncCache) { return result(cudaSuccess); }
cudaError_t cudaDeviceSetSharedMemConfig(cudaSharedMemConfig) { return result(cudaSuccess); }
cudaError_t cudaDeviceSetLimit(cudaLimit, std::size_t) { return result(cudaSuccess); }
cudaError_t cudaDeviceGetLimit(std::size_t* value, cudaLimit limit) {
    *value = limit == cudaLimitStackSize ? 1024 : limit == cudaLimitPrintfFifoSize ? 1 << 20 : 8 << 20;
    return result(cudaSuccess);
}
cudaError_t cudaRuntimeGetVersion(int* version) {
    *version = 12000;
    return result(cudaSuccess);
}
cudaError_t cudaDriverGetVersion(int* version) { return cudaRuntimeGetVersion(version); }
