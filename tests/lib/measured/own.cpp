// Memory of a call's own: from the heap, and static. What stands on the stack counts as registers.

#include "measured.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <numeric>
#include <vector>

namespace {

using measured::as;
using measured::Memory;

constexpr std::size_t n = measured::size / sizeof(double);

void new_array(const Memory& m) {
    auto* copy = new double[n];
    for (std::size_t i = 0; i < n; ++i) copy[i] = as<double>(m.a)[i];
    for (std::size_t i = 0; i < n; ++i) as<double>(m.c)[i] = copy[n - 1 - i];
    delete[] copy;
}

void many_blocks(const Memory& m) {
    for (std::size_t i = 0; i < n; ++i) {
        const std::unique_ptr<double> one(new double(0)), other(new double(0));
        *other = as<double>(m.a)[i];
        as<double>(m.c)[i] = *other;
    }
}

void vector(const Memory& m) {
    std::vector<double> copy(n);
    for (std::size_t i = 0; i < n; ++i) copy[i] = as<double>(m.a)[i];
    for (std::size_t i = 0; i < n; ++i) as<double>(m.c)[i] = copy[n - 1 - i];
}

void vector_from_range(const Memory& m) {
    const std::vector<double> copy(as<double>(m.a), as<double>(m.a) + n);
    std::copy(copy.begin(), copy.end(), as<double>(m.c));
}

void vector_that_grows(const Memory& m) {
    std::vector<double> copy;
    for (std::size_t i = 0; i < n; ++i) copy.push_back(as<double>(m.a)[i]);
    as<double>(m.c)[0] = std::accumulate(copy.begin(), copy.end(), 0.0);
}

void c_heap(const Memory& m) {
    auto* block = static_cast<unsigned char*>(std::malloc(100));
    std::memcpy(block, m.a, 100);
    block = static_cast<unsigned char*>(std::realloc(block, 1000)); // moves 100 bytes
    std::memcpy(m.c, block, 100);
    block = static_cast<unsigned char*>(std::realloc(block, 50)); // and 50
    std::memcpy(m.c + 100, block, 50);
    std::free(block);
    auto* zeros = static_cast<unsigned char*>(std::calloc(10, 12));
    std::memcpy(m.c + 150, zeros, 120);
    std::free(zeros);
    std::free(std::realloc(nullptr, 20));
}

struct alignas(256) Aligned {
    double x[4];
};

void aligned(const Memory& m) {
    const std::unique_ptr<Aligned> one(new Aligned{});
    void *block = std::aligned_alloc(128, 256), *other = nullptr;
    const int failed = ::posix_memalign(&other, 4096, 64);
    for (const void* place : {static_cast<const void*>(one.get()), static_cast<const void*>(other)})
        as<std::int64_t>(m.c)[0] |= static_cast<std::int64_t>(reinterpret_cast<std::uintptr_t>(place) % 256);
    as<std::int64_t>(m.c)[1] =
        failed + static_cast<std::int64_t>(reinterpret_cast<std::uintptr_t>(block) % 128);
    std::memcpy(block, m.a, 256);
    std::memcpy(m.c + 256, block, 256);
    std::free(block);
    std::free(other);
}

double table() {
    struct Table {
        Table() { std::iota(x.begin(), x.end(), 1.0); }
        alignas(64) std::array<double, 8> x;
    };
    static const Table values;
    return values.x[7];
}

void local_static(const Memory& m) {
    as<double>(m.c)[0] = table();
    as<double>(m.c)[1] = table();
}

alignas(64) double global[n];

void global_array(const Memory& m) {
    for (std::size_t i = 0; i < n; ++i) global[i] = as<double>(m.a)[i];
    for (std::size_t i = 0; i < n; ++i) as<double>(m.c)[i] = global[n - 1 - i];
}

alignas(64) thread_local double of_thread[n];

void thread_local_array(const Memory& m) {
    for (std::size_t i = 0; i < n; ++i) of_thread[i] = as<double>(m.a)[i];
    for (std::size_t i = 0; i < n; ++i) as<double>(m.c)[i] = of_thread[n - 1 - i];
}

alignas(64) const double weights[8] = {1, 2, 3, 4, 5, 6, 7, 8};

void constant_array(const Memory& m) {
    for (std::size_t i = 0; i < n; ++i) as<double>(m.c)[i] = weights[i % 8];
}

void local_array(const Memory& m) {
    double copy[64];
    std::copy(as<double>(m.a), as<double>(m.a) + 64, copy);
    for (std::size_t i = 0; i < 64; ++i) as<double>(m.c)[i] = copy[63 - i];
}

} // namespace

CASES({"new", new_array, {1024, 0}, {}, {0, 1024}, {1024, 1024}},
      {"many blocks", many_blocks, {1024, 0}, {}, {0, 1024}, {1024, 3072}},
      {"std::vector", vector, {1024, 0}, {}, {0, 1024}, {1032, 2048}}, // 0 is copied from the first element
      {"std::vector from a range", vector_from_range, {1024, 0}, {}, {0, 1024}, {1024, 1024}},
      {"std::vector that grows", vector_that_grows, {1024, 0}, {}, {0, 8}, {2040, 2040}},
      {"malloc, calloc, realloc", c_heap, {100, 0}, {}, {0, 270}, {420, 370}},
      {"aligned blocks", aligned, {256, 0}, {}, {16, 280}, {256, 512}},
      {"a static variable of a function", local_static, {}, {}, {0, 16}, {18, 64}},
      {"a global array", global_array, {1024, 0}, {}, {0, 1024}, {1024, 1024}},
      {"a thread_local array", thread_local_array, {1024, 0}, {}, {0, 1024}, {1024, 1024}},
      {"a constant array", constant_array, {}, {}, {0, 1024}, {}},
      {"a local array", local_array, {512, 0}, {}, {0, 512}, {}})
