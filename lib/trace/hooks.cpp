/// @file
/// The functions that a compiler calls before every access with -fsanitize=thread. The compilers' own runtime
/// looks for data races; this one hands the accesses to the measurement, or to a listener. Which of them are
/// called depends on the compiler and its version: all of them are here.

#include "trace/listener.hpp"
#include "trace/measurement.hpp"

#include <cstdint>

using trace::heard;
using trace::Kind;
using trace::reads;
using trace::writes;

namespace trace {

constinit thread_local Listener listener;

} // namespace trace

#define CALLER __builtin_return_address(0)
#define READS(p, size, kind) heard(p, size, Kind::kind, CALLER) || (reads(p, size), true)
#define WRITES(p, size, kind) heard(p, size, Kind::kind, CALLER) || (writes(p, size), true)
#define UPDATES(p, size) heard(p, size, Kind::atomic, CALLER) || (reads(p, size), writes(p, size), true)

#define ACCESSES(size)                                                                                       \
    void __tsan_read##size(void* p) { READS(p, size, read); }                                                \
    void __tsan_write##size(void* p) { WRITES(p, size, write); }                                             \
    OTHER_ACCESSES(size)
#define OTHER_ACCESSES(size)                                                                                 \
    void __tsan_unaligned_read##size(void* p) { READS(p, size, read); }                                      \
    void __tsan_unaligned_write##size(void* p) { WRITES(p, size, write); }                                   \
    void __tsan_volatile_read##size(void* p) { READS(p, size, volatile_read); }                              \
    void __tsan_volatile_write##size(void* p) { WRITES(p, size, volatile_write); }                           \
    void __tsan_unaligned_volatile_read##size(void* p) { READS(p, size, volatile_read); }                    \
    void __tsan_unaligned_volatile_write##size(void* p) { WRITES(p, size, volatile_write); }                 \
    void __tsan_read_write##size(void* p) { READS(p, size, read), WRITES(p, size, write); }                  \
    void __tsan_unaligned_read_write##size(void* p) { READS(p, size, read), WRITES(p, size, write); }

/// An atomic operation is replaced by a call altogether, so it is done here.
#define ATOMICS(bits, T)                                                                                     \
    T __tsan_atomic##bits##_load(const volatile T* p, int) {                                                 \
        heard(const_cast<T*>(p), sizeof(T), Kind::atomic, CALLER) ||                                         \
            (reads(const_cast<T*>(p), sizeof(T)), true);                                                     \
        return __atomic_load_n(p, __ATOMIC_SEQ_CST);                                                         \
    }                                                                                                        \
    void __tsan_atomic##bits##_store(volatile T* p, T value, int) {                                          \
        heard(const_cast<T*>(p), sizeof(T), Kind::atomic, CALLER) ||                                         \
            (writes(const_cast<T*>(p), sizeof(T)), true);                                                    \
        __atomic_store_n(p, value, __ATOMIC_SEQ_CST);                                                        \
    }                                                                                                        \
    UPDATE(bits, T, exchange, __atomic_exchange_n)                                                           \
    UPDATE(bits, T, fetch_add, __atomic_fetch_add)                                                           \
    UPDATE(bits, T, fetch_sub, __atomic_fetch_sub)                                                           \
    UPDATE(bits, T, fetch_and, __atomic_fetch_and)                                                           \
    UPDATE(bits, T, fetch_or, __atomic_fetch_or)                                                             \
    UPDATE(bits, T, fetch_xor, __atomic_fetch_xor)                                                           \
    UPDATE(bits, T, fetch_nand, __atomic_fetch_nand)                                                         \
    COMPARE(bits, T, strong)                                                                                 \
    COMPARE(bits, T, weak)                                                                                   \
    T __tsan_atomic##bits##_compare_exchange_val(volatile T* p, T expected, T desired, int, int) {           \
        __tsan_atomic##bits##_compare_exchange_strong(p, &expected, desired, 0, 0);                          \
        return expected;                                                                                     \
    }
#define UPDATE(bits, T, name, operation)                                                                     \
    T __tsan_atomic##bits##_##name(volatile T* p, T value, int) {                                            \
        UPDATES(const_cast<T*>(p), sizeof(T));                                                               \
        return operation(p, value, __ATOMIC_SEQ_CST);                                                        \
    }
#define COMPARE(bits, T, name)                                                                               \
    int __tsan_atomic##bits##_compare_exchange_##name(volatile T* p, T* expected, T desired, int, int) {     \
        UPDATES(const_cast<T*>(p), sizeof(T));                                                               \
        reads(expected, sizeof(T));                                                                          \
        const bool equal =                                                                                   \
            __atomic_compare_exchange_n(p, expected, desired, false, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);    \
        if (!equal) writes(expected, sizeof(T));                                                             \
        return equal;                                                                                        \
    }

extern "C" {

ACCESSES(1)
ACCESSES(2)
void __tsan_read4(void* p) {
    if (trace::listener.read4) return trace::listener.read4(p, CALLER);
    reads(p, 4);
}
void __tsan_write4(void* p) {
    if (trace::listener.write4) return trace::listener.write4(p, CALLER);
    writes(p, 4);
}
OTHER_ACCESSES(4)
ACCESSES(8)
ACCESSES(16)

void __tsan_read_range(void* p, std::size_t size) { READS(p, size, range_read); }
void __tsan_write_range(void* p, std::size_t size) { WRITES(p, size, range_write); }

ATOMICS(8, std::uint8_t)
ATOMICS(16, std::uint16_t)
ATOMICS(32, std::uint32_t)
ATOMICS(64, std::uint64_t)
void __tsan_atomic_thread_fence(int) { __atomic_thread_fence(__ATOMIC_SEQ_CST); }
void __tsan_atomic_signal_fence(int) {}

// The pointers to tables of virtual functions are no data of anybody's.
void __tsan_vptr_read(void**) {}
void __tsan_vptr_update(void**, void*) {}
void __tsan_func_entry(void*) {}
void __tsan_func_exit() {}
void __tsan_init() {}

} // extern "C"
