#include "gpu/session.hpp"

#include "gpu/constants.hpp"
#include "gpu/device_range.hpp"
#include "gpu/errors.hpp"
#include "gpu/faults.hpp"
#include "gpu/memory.hpp"
#include "gpu/printing.hpp"
#include "gpu/shared_memory.hpp"
#include "gpu/streams.hpp"
#include "trace/listener.hpp"

namespace gpu {

namespace {

/// Host code is looked at where it touches memory of the device's; kernels everywhere but in their own
/// variables. What costs more to recognise comes last.
void hear(const void* address, std::size_t size, trace::Kind kind, const void* code) {
    if (running) {
        const auto place = reinterpret_cast<std::uintptr_t>(address);
        if (place - local_memory.begin < local_memory.size) return;
        const bool usual =
            SharedMemory::current->holds(address) || place - device_range.begin < device_range.size;
        if (usual || !is_constant(address)) touch(address, size, static_cast<Access>(kind), code);
    } else if (is_device_address(address)) {
        access(address, size, static_cast<Access>(kind), code);
    }
}

static_assert(static_cast<int>(Access::range_write) == static_cast<int>(trace::Kind::range_write));

} // namespace

void begin_device(const Schedule& schedule, std::size_t memory) {
    reset_memory(memory);
    take_faults();
    register_variables();
    set_schedule(schedule);
    trace::listener = hear;
}

void end_device() {
    trace::listener = nullptr;
    flush_printed();
    report_leaks();
    reset_errors();
    reset_streams();
}

} // namespace gpu
