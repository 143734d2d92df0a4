/// @file
/// Functions of the C library that a measured submission calls itself, or that a compiler makes of its loops
/// and of copies of structs: the linker turns the calls to NAME into calls to __wrap_NAME. They announce
/// their accesses, and allocate on the private heap.

#include "trace/heap.hpp"
#include "trace/listener.hpp"
#include "trace/measurement.hpp"

#include <cerrno>
#include <cstring>

namespace {

void range_read(const void* from, std::size_t size, const void* code) {
    if (!trace::heard(from, size, trace::Kind::range_read, code)) trace::reads(from, size);
}

void range_written(const void* to, std::size_t size, const void* code) {
    if (!trace::heard(to, size, trace::Kind::range_write, code)) trace::writes(to, size);
}

} // namespace

#define CALLER __builtin_return_address(0)

extern "C" {

void* __wrap_memcpy(void* to, const void* from, std::size_t size) {
    range_read(from, size, CALLER);
    range_written(to, size, CALLER);
    return std::memcpy(to, from, size);
}

void* __wrap_memmove(void* to, const void* from, std::size_t size) {
    range_read(from, size, CALLER);
    range_written(to, size, CALLER);
    return std::memmove(to, from, size);
}

void* __wrap_memset(void* to, int byte, std::size_t size) {
    range_written(to, size, CALLER);
    return std::memset(to, byte, size);
}

int __wrap_memcmp(const void* a, const void* b, std::size_t size) {
    range_read(a, size, CALLER);
    range_read(b, size, CALLER);
    return std::memcmp(a, b, size);
}

// clang calls these under names of its own from version 15 on.
void* __tsan_memcpy(void* to, const void* from, std::size_t size) {
    range_read(from, size, CALLER);
    range_written(to, size, CALLER);
    return std::memcpy(to, from, size);
}

void* __tsan_memmove(void* to, const void* from, std::size_t size) {
    range_read(from, size, CALLER);
    range_written(to, size, CALLER);
    return std::memmove(to, from, size);
}

void* __tsan_memset(void* to, int byte, std::size_t size) {
    range_written(to, size, CALLER);
    return std::memset(to, byte, size);
}

void* __wrap_malloc(std::size_t size) { return trace::allocate(size); }
void __wrap_free(void* block) { trace::release(block); }

void* __wrap_calloc(std::size_t count, std::size_t size) {
    std::size_t whole = 0;
    if (__builtin_mul_overflow(count, size, &whole)) return nullptr;
    void* block = trace::allocate(whole);
    return block ? __wrap_memset(block, 0, whole) : nullptr;
}

void* __wrap_realloc(void* block, std::size_t size) {
    if (!block) return trace::allocate(size);
    void* moved = trace::allocate(size);
    if (!moved) return nullptr;
    const auto kept = trace::usable_size(block);
    __wrap_memcpy(moved, block, kept < size ? kept : size);
    trace::release(block);
    return moved;
}

void* __wrap_aligned_alloc(std::size_t alignment, std::size_t size) {
    return alignment <= 64 ? trace::allocate(size) : nullptr;
}

int __wrap_posix_memalign(void** block, std::size_t alignment, std::size_t size) {
    *block = __wrap_aligned_alloc(alignment, size);
    return *block ? 0 : ENOMEM;
}

} // extern "C"
