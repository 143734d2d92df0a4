#include "gpu/session.hpp"

#include "gpu/constants.hpp"
#include "gpu/errors.hpp"
#include "gpu/faults.hpp"
#include "gpu/memory.hpp"
#include "gpu/printing.hpp"
#include "gpu/streams.hpp"
#include "trace/listener.hpp"

namespace gpu {

namespace {

/// Host code is looked at where it touches memory of the device's; kernels everywhere. Reads are by far the
/// most common, and nobody waits for them.
void hear(const void* address, std::size_t size, trace::Kind kind, const void* code) {
    if (running) {
        if (kind != trace::Kind::read)
            touch(address, size, static_cast<Access>(kind), code);
        else if (!access(address, size, Access::read, code))
            abandon_access();
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
