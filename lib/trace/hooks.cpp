/// @file
/// The functions that a compiler calls before every access with -fsanitize=thread. The compilers' own runtime
/// looks for data races; this one hands the accesses to the measurement. Which of them are called depends on
/// the compiler and its version: all of them are here.

#include "trace/measurement.hpp"

#include <cstdint>

using trace::reads;
using trace::writes;

#define ACCESSES(size)                                                                                       \
    void __tsan_read##size(void* p) { reads(p, size); }                                                      \
    void __tsan_write##size(void* p) { writes(p, size); }                                                    \
    void __tsan_unaligned_read##size(void* p) { reads(p, size); }                                            \
    void __tsan_unaligned_write##size(void* p) { writes(p, size); }                                          \
    void __tsan_volatile_read##size(void* p) { reads(p, size); }                                             \
    void __tsan_volatile_write##size(void* p) { writes(p, size); }                                           \
    void __tsan_unaligned_volatile_read##size(void* p) { reads(p, size); }                                   \
    void __tsan_unaligned_volatile_write##size(void* p) { writes(p, size); }                                 \
    void __tsan_read_write##size(void* p) { reads(p, size), writes(p, size); }                               \
    void __tsan_unaligned_read_write##size(void* p) { reads(p, size), writes(p, size); }

/// An atomic operation is replaced by a call altogether, so it is done here.
#define ATOMICS(bits, T)                                                                                     \
    T __tsan_atomic##bits##_load(const volatile T* p, int) {                                                 \
        reads(const_cast<T*>(p), sizeof(T));                                                                 \
        return __atomic_load_n(p, __ATOMIC_SEQ_CST);                                                         \
    }                                                                                                        \
    void __tsan_atomic##bits##_store(volatile T* p, T value, int) {                                          \
        writes(const_cast<T*>(p), sizeof(T));                                                                \
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
        reads(const_cast<T*>(p), sizeof(T)), writes(const_cast<T*>(p), sizeof(T));                           \
        return operation(p, value, __ATOMIC_SEQ_CST);                                                        \
    }
#define COMPARE(bits, T, name)                                                                               \
    int __tsan_atomic##bits##_compare_exchange_##name(volatile T* p, T* expected, T desired, int, int) {     \
        reads(const_cast<T*>(p), sizeof(T)), writes(const_cast<T*>(p), sizeof(T));                           \
        reads(expected, sizeof(T));                                                                          \
        const bool equal =                                                                                   \
            __atomic_compare_exchange_n(p, expected, desired, false, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);    \
        if (!equal) writes(expected, sizeof(T));                                                             \
        return equal;                                                                                        \
    }

extern "C" {

ACCESSES(1)
ACCESSES(2)
ACCESSES(4)
ACCESSES(8)
ACCESSES(16)

void __tsan_read_range(void* p, std::size_t size) { reads(p, size); }
void __tsan_write_range(void* p, std::size_t size) { writes(p, size); }

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
