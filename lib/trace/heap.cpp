#include "trace/heap.hpp"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <new>
#include <sys/mman.h>

namespace trace {

namespace {

constexpr std::size_t line = 64, capacity = std::size_t{256} << 20;

/// Stands in the line before a block.
struct alignas(line) Header {
    std::size_t size;
    Header* next_free;
};

std::byte* memory = nullptr; ///< never given back: a worker ends soon, and exceptions outlive their call
std::size_t used = 0;
Header* free_blocks = nullptr;
thread_local bool in_use = false;

std::uintptr_t place(const void* address) { return reinterpret_cast<std::uintptr_t>(address); }

bool is_private(const void* block) { return memory && place(block) - place(memory) < capacity; }

std::size_t rounded_up(std::size_t size, std::size_t unit) { return (size + unit - 1) / unit * unit; }

/// The block of this size that was released last, or nullptr.
Header* reused(std::size_t size, std::size_t alignment) {
    for (Header** link = &free_blocks; *link; link = &(*link)->next_free)
        if (Header* block = *link; block->size == size && place(block + 1) % alignment == 0) {
            *link = block->next_free;
            return block;
        }
    return nullptr;
}

/// A block of memory that was not used yet, or nullptr.
Header* added(std::size_t size, std::size_t alignment) {
    const auto block = rounded_up(place(memory) + used + line, alignment) - place(memory);
    const auto end = block + rounded_up(std::max(size, line), line);
    if (end > capacity) return nullptr;
    used = end;
    return new (memory + block - line) Header{size, nullptr};
}

} // namespace

PrivateHeap::PrivateHeap() {
    if (!memory) {
        void* mapped = ::mmap(nullptr, capacity, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (mapped == MAP_FAILED) throw std::bad_alloc();
        memory = static_cast<std::byte*>(mapped);
    }
    in_use = true;
}

PrivateHeap::~PrivateHeap() { in_use = false; }

void* allocate(std::size_t size) { return in_use ? allocate(size, line) : std::malloc(size); }

void* allocate(std::size_t size, std::size_t alignment) {
    if (!in_use) {
        void* block = nullptr;
        return ::posix_memalign(&block, std::max(alignment, sizeof block), size) == 0 ? block : nullptr;
    }
    if (size > capacity || alignment > capacity) return nullptr;
    alignment = std::max(alignment, line);
    Header* header = reused(size, alignment);
    if (!header) header = added(size, alignment);
    return header ? header + 1 : nullptr;
}

void release(void* block) {
    if (!is_private(block)) return std::free(block);
    if (!in_use) return; // the thread that is measured may be at work on the list
    auto* header = static_cast<Header*>(block) - 1;
    header->next_free = free_blocks;
    free_blocks = header;
}

std::optional<std::size_t> private_size(const void* block) {
    if (!is_private(block)) return std::nullopt;
    return (static_cast<const Header*>(block) - 1)->size;
}

} // namespace trace

// Every new and delete of the program and of what it loads. Those of arrays, of sizes and without exceptions
// lead here as well.
void* operator new(std::size_t size) {
    if (void* block = trace::allocate(size ? size : 1)) return block;
    throw std::bad_alloc();
}
void* operator new(std::size_t size, std::align_val_t alignment) {
    if (void* block = trace::allocate(size ? size : 1, static_cast<std::size_t>(alignment))) return block;
    throw std::bad_alloc();
}
void operator delete(void* block) noexcept { trace::release(block); }
void operator delete(void* block, std::size_t) noexcept { trace::release(block); }
void operator delete(void* block, std::align_val_t) noexcept { trace::release(block); }
void operator delete(void* block, std::size_t, std::align_val_t) noexcept { trace::release(block); }
