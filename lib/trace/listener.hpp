#pragma once
/// @file
/// Somebody else than the measurement who hears of accesses: the checks of kernels (lib/gpu).

#include <cstddef>

namespace trace {

/// A range is what memcpy or the copy of a struct accesses.
enum class Kind { read, write, atomic, volatile_read, volatile_write, range_read, range_write };

/// What is told of an access before it happens. `code` is the address behind the call of the hook.
struct Listener {
    void (*access)(const void* address, std::size_t size, Kind kind, const void* code) = nullptr;
    /// Plain accesses to 4 bytes, which are the most by far, have functions of their own: what is the same in
    /// all of them need not be looked at.
    void (*read4)(const void* address, const void* code) = nullptr;
    void (*write4)(const void* address, const void* code) = nullptr;
};

/// Of this thread; while there is one, the measurement hears nothing.
extern constinit thread_local Listener listener;

/// Tells the listener. False: there is none.
inline bool heard(const void* address, std::size_t size, Kind kind, const void* code) {
    if (!listener.access) return false;
    if (size) listener.access(address, size, kind, code);
    return true;
}

} // namespace trace
