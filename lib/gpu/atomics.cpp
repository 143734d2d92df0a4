#include "gpu/atomics.hpp"

#include "gpu/events.hpp"
#include "gpu/executor.hpp"

#include <algorithm>

// Threads switch only where the runtime lets them, so an atomic operation is an ordinary one.

namespace gpu {

namespace {

/// What the operation does to the value that is there.
template<class T, class Change> T updated(T* address, Change change, const void* code) {
    touch(address, sizeof(T), Access::atomic, code);
    const T before = *address, after = change(before);
    if (after != before) progress();
    *address = after;
    return before;
}

} // namespace

} // namespace gpu

#define UPDATE(name, T, expression)                                                                          \
    T name(T* address, T value) {                                                                            \
        return gpu::updated(                                                                                 \
            address, [&](T before) -> T { return expression; }, __builtin_return_address(0));                \
    }
#define SCOPES(name, T, expression)                                                                          \
    UPDATE(name, T, expression) UPDATE(name##_block, T, expression) UPDATE(name##_system, T, expression)
#define INTEGERS(name, expression)                                                                           \
    SCOPES(name, int, expression)                                                                            \
    SCOPES(name, unsigned, expression) SCOPES(name, unsigned long long, expression)

/// Signed sums wrap around on a GPU.
#define WRAPPED(sign) static_cast<int>(static_cast<unsigned>(before) sign static_cast<unsigned>(value))

SCOPES(atomicAdd, int, WRAPPED(+))
SCOPES(atomicAdd, unsigned, before + value)
SCOPES(atomicAdd, unsigned long long, before + value)
SCOPES(atomicAdd, float, before + value)
SCOPES(atomicAdd, double, before + value)
SCOPES(atomicSub, int, WRAPPED(-))
SCOPES(atomicSub, unsigned, before - value)
INTEGERS(atomicExch, ((void)before, value))
SCOPES(atomicExch, float, ((void)before, value))
INTEGERS(atomicMin, std::min(before, value))
SCOPES(atomicMin, long long, std::min(before, value))
INTEGERS(atomicMax, std::max(before, value))
SCOPES(atomicMax, long long, std::max(before, value))
INTEGERS(atomicAnd, before& value)
INTEGERS(atomicOr, before | value)
INTEGERS(atomicXor, before ^ value)
SCOPES(atomicInc, unsigned, before >= value ? 0 : before + 1)
SCOPES(atomicDec, unsigned, before == 0 || before > value ? value : before - 1)

#define COMPARE(name, T)                                                                                     \
    T name(T* address, T expected, T value) {                                                                \
        return gpu::updated(                                                                                 \
            address, [&](T before) -> T { return before == expected ? value : before; },                     \
            __builtin_return_address(0));                                                                    \
    }
#define COMPARES(T) COMPARE(atomicCAS, T) COMPARE(atomicCAS_block, T) COMPARE(atomicCAS_system, T)

COMPARES(int)
COMPARES(unsigned)
COMPARES(unsigned short)
COMPARES(unsigned long long)
