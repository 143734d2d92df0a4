#include "trace/heap.hpp"

#include <cstdint>
#include <cstdlib>
#include <malloc.h>
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

bool is_private(const void* block) {
    const auto place = reinterpret_cast<std::uintptr_t>(block),
               begin = reinterpret_cast<std::uintptr_t>(memory);
    return memory && place - begin < capacity;
}

/// The block of this size that was released last, or nullptr.
Header* reused(std::size_t size) {
    for (Header** link = &free_blocks; *link; link = &(*link)->next_free)
        if (Header* block = *link; block->size == size) {
            *link = block->next_free;
            return block;
        }
    return nullptr;
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

void* allocate(std::size_t size) {
    if (!in_use) return std::malloc(size);
    if (size > capacity) return nullptr;
    const std::size_t whole = (size + line - 1) / line * line;
    Header* header = reused(whole);
    if (!header) {
        if (used + line + whole > capacity) return nullptr;
        header = new (memory + used) Header{whole, nullptr};
        used += line + whole;
    }
    return header + 1;
}

void release(void* block) {
    if (!is_private(block)) return std::free(block);
    auto* header = static_cast<Header*>(block) - 1;
    header->next_free = free_blocks;
    free_blocks = header;
}

std::size_t usable_size(void* block) {
    return is_private(block) ? (static_cast<Header*>(block) - 1)->size : ::malloc_usable_size(block);
}

} // namespace trace

// Every new and delete of the program and of what it loads. Those of arrays, of sizes and without exceptions
// lead here as well.
void* operator new(std::size_t size) {
    if (void* block = trace::allocate(size ? size : 1)) return block;
    throw std::bad_alloc();
}
void operator delete(void* block) noexcept { trace::release(block); }
void operator delete(void* block, std::size_t) noexcept { trace::release(block); }
