#include "gpu/session.hpp"

#include "gpu/common_access.hpp"
#include "gpu/constants.hpp"
#include "gpu/counting.hpp"
#include "gpu/errors.hpp"
#include "gpu/faults.hpp"
#include "gpu/memory.hpp"
#include "gpu/printing.hpp"
#include "gpu/streams.hpp"
#include "trace/listener.hpp"

namespace gpu {

namespace {

/// Host code is looked at where it touches memory of the device's; kernels everywhere.
[[gnu::noinline]] void hear(const void* address, std::size_t size, trace::Kind kind, const void* code) {
    if (running)
        touch(address, size, static_cast<Access>(kind), code);
    else if (is_device_address(address))
        access(address, size, static_cast<Access>(kind), code);
}

void hear_read(const void* address, const void* code) {
    if (counting || !accesses_at_once(address, Access::read, code)) [[unlikely]]
        return hear(address, 4, trace::Kind::read, code);
}

void hear_write(const void* address, const void* code) {
    if (counting || !accesses_at_once(address, Access::write, code)) [[unlikely]]
        return hear(address, 4, trace::Kind::write, code);
    progress();
}

static_assert(static_cast<int>(Access::range_write) == static_cast<int>(trace::Kind::range_write));

} // namespace

void begin_device(const Schedule& schedule, std::size_t memory) {
    reset_memory(memory);
    take_faults();
    register_variables();
    set_schedule(schedule);
    trace::listener = {hear, hear_read, hear_write};
}

void end_device() {
    trace::listener = {};
    flush_printed();
    report_leaks();
    reset_errors();
    reset_streams();
}

} // namespace gpu
