#pragma once
/// @file
/// Somebody else than the measurement who hears of accesses: the checks of kernels (lib/gpu).

#include <cstddef>

namespace trace {

/// A range is what memcpy or the copy of a struct accesses.
enum class Kind { read, write, atomic, volatile_read, volatile_write, range_read, range_write };

/// @param code  the address behind the call of the hook
using Listener = void (*)(const void* address, std::size_t size, Kind kind, const void* code);

/// Of this thread; while there is one, the measurement hears nothing.
extern constinit thread_local Listener listener;

/// Tells the listener. False: there is none.
inline bool heard(const void* address, std::size_t size, Kind kind, const void* code) {
    if (!listener) return false;
    if (size) listener(address, size, kind, code);
    return true;
}

} // namespace trace
