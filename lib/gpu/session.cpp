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

/// What follows an access of the common case.
template<Access kind, Memory memory>
[[gnu::always_inline]] inline void go_on(std::uintptr_t place, const void* code) {
    if (kind == Access::write) progress();
    if (counting) count_word<kind, memory>(place, code);
}

template<Access kind> [[gnu::noinline]] void hear_global_word(const void* address, const void* code) {
    const auto place = reinterpret_cast<std::uintptr_t>(address);
    if (!accesses_global_at_once(place, kind, code))
        return hear(address, 4, static_cast<trace::Kind>(kind), code);
    go_on<kind, Memory::global>(place, code);
}

template<Access kind> void hear_word(const void* address, const void* code) {
    const auto place = reinterpret_cast<std::uintptr_t>(address);
    if (!is_running_in_turn()) return hear(address, 4, static_cast<trace::Kind>(kind), code);
    if (!is_in_shared_memory(place)) return hear_global_word<kind>(address, code);
    if (!accesses_shared_at_once(place, kind, code))
        return hear(address, 4, static_cast<trace::Kind>(kind), code);
    go_on<kind, Memory::shared>(place, code);
}

static_assert(static_cast<int>(Access::range_write) == static_cast<int>(trace::Kind::range_write));

} // namespace

void begin_device(const Schedule& schedule, std::size_t memory) {
    reset_memory(memory);
    take_faults();
    register_variables();
    set_schedule(schedule);
    trace::listener = {hear, hear_word<Access::read>, hear_word<Access::write>};
}

void end_device() {
    trace::listener = {};
    flush_printed();
    report_leaks();
    reset_errors();
    reset_streams();
}

} // namespace gpu
