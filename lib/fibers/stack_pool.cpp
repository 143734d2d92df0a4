#include "fibers/stack_pool.hpp"

#include <algorithm>
#include <bit>
#include <new>
#include <sys/mman.h>
#include <unistd.h>

#ifndef MAP_NORESERVE // where all memory is handed out when it is touched
#define MAP_NORESERVE 0
#endif

namespace fibers {

namespace {

constexpr std::size_t usual_slab = std::size_t{8} << 20; // bytes

/// Stacks begin at different places of their last pages: otherwise what they use most would compete for the
/// same few lines of a cache, which goes by the place in a page.
constexpr std::size_t tops = 8, step = 256; // bytes
constexpr std::size_t below_end(std::size_t stack) { return fetched_ahead + stack % tops * step; }

std::size_t page_size() { return static_cast<std::size_t>(::sysconf(_SC_PAGESIZE)); }

/// To whole pages, at least one.
std::size_t rounded_up(std::size_t bytes) {
    return (std::max(bytes, page_size()) + page_size() - 1) / page_size() * page_size();
}

/// The guard of stacks of `size` bytes. From stack to stack there is an odd number of pages: at a distance of
/// a power of two, a thousand stacks would compete for a few places of the processor's table of pages.
std::size_t guard_for(std::size_t size, std::size_t at_least) {
    const std::size_t guard = rounded_up(at_least);
    return (guard + size) / page_size() % 2 == 1 ? guard : guard + page_size();
}

} // namespace

/// Small stacks are mapped many at a time.
StackPool::StackPool(std::size_t stack_bytes, std::size_t guard_bytes)
    : size(rounded_up(stack_bytes + below_end(tops - 1))), guard(guard_for(size, guard_bytes)),
      slab_size(std::max(usual_slab / (guard + size), std::size_t{1}) * (guard + size)), used(slab_size) {}

StackPool::~StackPool() {
    for (std::byte* slab : slabs) ::munmap(slab, slab_size);
}

Stack StackPool::take() {
    if (idle.empty()) return make();
    const Stack stack = idle.back();
    idle.pop_back();
    return stack;
}

Stack StackPool::make() {
    idle.reserve(std::bit_ceil(made + 1)); // giving back must not fail
    if (used == slab_size) add_slab();
    std::byte* bottom = slabs.back() + used + guard;
    if (::mprotect(bottom, size, PROT_READ | PROT_WRITE) != 0) throw std::bad_alloc();
    used += guard + size;
    ++made;
    return {bottom + size - below_end(made), bottom};
}

/// Nobody may touch it until it is handed out.
void StackPool::add_slab() {
    slabs.reserve(slabs.size() + 1);
    void* mapped = ::mmap(nullptr, slab_size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (mapped == MAP_FAILED) throw std::bad_alloc();
    slabs.push_back(static_cast<std::byte*>(mapped));
    used = 0;
#ifdef MADV_NOHUGEPAGE // the first word of a large stack would cost two megabytes
    ::madvise(mapped, slab_size, MADV_NOHUGEPAGE);
#endif
}

} // namespace fibers
