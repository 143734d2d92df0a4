/// @file
/// Functions of the C library that a measured submission calls itself, or that a compiler makes of its loops
/// and of copies of structs: the linker turns the calls to NAME into calls to __wrap_NAME. They announce
/// their accesses, and allocate on the private heap.

#include "trace/heap.hpp"
#include "trace/measurement.hpp"

#include <algorithm>
#include <bit>
#include <cerrno>
#include <cstdlib>
#include <cstring>

using trace::LibraryCall;

extern "C" {

void* __wrap_memcpy(void* to, const void* from, std::size_t size) {
    LibraryCall call;
    call.reads(from, size);
    call.writes(to, size);
    return std::memcpy(to, from, size);
}

void* __wrap_memmove(void* to, const void* from, std::size_t size) {
    LibraryCall call;
    call.reads(from, size);
    call.writes(to, size);
    return std::memmove(to, from, size);
}

void* __wrap_memset(void* to, int byte, std::size_t size) {
    LibraryCall call;
    call.writes(to, size);
    return std::memset(to, byte, size);
}

int __wrap_memcmp(const void* a, const void* b, std::size_t size) {
    LibraryCall call;
    call.reads(a, size);
    call.reads(b, size);
    return std::memcmp(a, b, size);
}

// clang calls these under names of its own from version 15 on.
void* __tsan_memcpy(void* to, const void* from, std::size_t size) { return __wrap_memcpy(to, from, size); }
void* __tsan_memmove(void* to, const void* from, std::size_t size) { return __wrap_memmove(to, from, size); }
void* __tsan_memset(void* to, int byte, std::size_t size) { return __wrap_memset(to, byte, size); }

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
    const auto kept = trace::private_size(block);
    if (!kept) return std::realloc(block, size);
    void* moved = trace::allocate(size);
    if (!moved) return nullptr;
    __wrap_memcpy(moved, block, std::min(*kept, size));
    trace::release(block);
    return moved;
}

void* __wrap_aligned_alloc(std::size_t alignment, std::size_t size) {
    return trace::allocate(size, alignment);
}

int __wrap_posix_memalign(void** block, std::size_t alignment, std::size_t size) {
    if (!std::has_single_bit(alignment) || alignment < sizeof(void*)) return EINVAL;
    *block = trace::allocate(size, alignment);
    return *block ? 0 : ENOMEM;
}

} // extern "C"
