#include "gpu/streams.hpp"

#include "gpu/errors.hpp"
#include "gpu/runtime_api.hpp"
#include "gpu/stream_order.hpp"

#include <chrono>
#include <memory>
#include <set>

struct CUstream_st {
    unsigned flags = cudaStreamDefault;
};
struct CUevent_st {
    std::chrono::steady_clock::time_point time{};
    bool recorded = false, timed = true;
};

namespace gpu {

namespace {

std::set<cudaStream_t> streams;
std::set<cudaEvent_t> events;

} // namespace

bool is_stream(cudaStream_t stream) {
    return !stream || stream == cudaStreamLegacy || stream == cudaStreamPerThread ||
           streams.count(stream) > 0;
}

void reset_streams() {
    for (auto* stream : streams) delete stream;
    for (auto* event : events) delete event;
    streams.clear();
    events.clear();
    reset_stream_order();
}

} // namespace gpu

using namespace gpu;

namespace {

bool is_event(cudaEvent_t event) { return events.count(event) > 0; }
cudaError_t for_handle(bool exists) { return result(exists ? cudaSuccess : cudaErrorInvalidResourceHandle); }

} // namespace

cudaError_t cudaStreamCreate(cudaStream_t* stream) { return cudaStreamCreateWithFlags(stream, 0); }
cudaError_t cudaStreamCreateWithFlags(cudaStream_t* stream, unsigned flags) {
    if (!stream || flags > cudaStreamNonBlocking) return result(cudaErrorInvalidValue);
    *stream = *streams.insert(new CUstream_st{flags}).first;
    add_stream(*stream, flags != cudaStreamNonBlocking);
    return result(cudaSuccess);
}
cudaError_t cudaStreamCreateWithPriority(cudaStream_t* stream, unsigned flags, int) {
    return cudaStreamCreateWithFlags(stream, flags);
}
cudaError_t cudaStreamDestroy(cudaStream_t stream) {
    if (streams.erase(stream) == 0) return result(cudaErrorInvalidResourceHandle);
    delete stream;
    return result(cudaSuccess);
}
cudaError_t cudaStreamGetFlags(cudaStream_t stream, unsigned* flags) {
    if (!flags) return result(cudaErrorInvalidValue);
    *flags = streams.count(stream) > 0 ? stream->flags : cudaStreamDefault;
    return for_handle(is_stream(stream));
}
cudaError_t cudaStreamGetPriority(cudaStream_t stream, int* priority) {
    if (!priority) return result(cudaErrorInvalidValue);
    *priority = 0;
    return for_handle(is_stream(stream));
}
cudaError_t cudaStreamSynchronize(cudaStream_t stream) {
    if (is_stream(stream)) host_waits_for_stream(stream);
    return waited(is_stream(stream) ? cudaSuccess : cudaErrorInvalidResourceHandle);
}
cudaError_t cudaStreamQuery(cudaStream_t stream) { return cudaStreamSynchronize(stream); }
cudaError_t cudaStreamWaitEvent(cudaStream_t stream, cudaEvent_t event, unsigned) {
    if (is_stream(stream) && is_event(event)) stream_waits(stream, event);
    return for_handle(is_stream(stream) && is_event(event));
}

cudaError_t cudaEventCreate(cudaEvent_t* event) { return cudaEventCreateWithFlags(event, cudaEventDefault); }
cudaError_t cudaEventCreateWithFlags(cudaEvent_t* event, unsigned flags) {
    if (!event) return result(cudaErrorInvalidValue);
    *event = *events.insert(new CUevent_st{.timed = !(flags & cudaEventDisableTiming)}).first;
    return result(cudaSuccess);
}
cudaError_t cudaEventDestroy(cudaEvent_t event) {
    if (events.erase(event) == 0) return result(cudaErrorInvalidResourceHandle);
    delete event;
    return result(cudaSuccess);
}
cudaError_t cudaEventRecord(cudaEvent_t event, cudaStream_t stream) {
    if (!is_event(event) || !is_stream(stream)) return result(cudaErrorInvalidResourceHandle);
    event->time = std::chrono::steady_clock::now();
    event->recorded = true;
    record_event(event, stream);
    return result(cudaSuccess);
}
cudaError_t cudaEventSynchronize(cudaEvent_t event) {
    if (is_event(event)) host_waits_for_event(event);
    return waited(is_event(event) ? cudaSuccess : cudaErrorInvalidResourceHandle);
}
cudaError_t cudaEventQuery(cudaEvent_t event) { return cudaEventSynchronize(event); }
cudaError_t cudaEventElapsedTime(float* milliseconds, cudaEvent_t from, cudaEvent_t to) {
    if (!is_event(from) || !is_event(to) || !from->timed || !to->timed || !from->recorded || !to->recorded)
        return result(cudaErrorInvalidResourceHandle);
    if (!milliseconds) return result(cudaErrorInvalidValue);
    *milliseconds = std::chrono::duration<float, std::milli>(to->time - from->time).count();
    return result(cudaSuccess);
}
cudaError_t cudaLaunchHostFunc(cudaStream_t stream, void (*function)(void*), void* data) {
    if (!is_stream(stream)) return result(cudaErrorInvalidResourceHandle);
    call_on_stream(stream, function, data);
    return result(cudaSuccess);
}
cudaError_t cudaStreamAddCallback(cudaStream_t stream, void (*function)(cudaStream_t, cudaError_t, void*),
                                  void* data, unsigned) {
    struct Call {
        cudaStream_t stream;
        void (*function)(cudaStream_t, cudaError_t, void*);
        void* data;
    } call{stream, function, data};
    const auto make = [](void* made) {
        const auto& [on, callee, with] = *static_cast<Call*>(made);
        callee(on, cudaSuccess, with);
    };
    return cudaLaunchHostFunc(stream, make, &call);
}
