// Loops and algorithms. An element is read where its value is used, and written where it is assigned;
// x += y reads x as well.

#include "measured.hpp"

#include <algorithm>
#include <functional>
#include <numeric>
#include <utility>

namespace {

using measured::as;
using measured::Memory;

constexpr std::size_t n = measured::size / sizeof(double);

void loop(const Memory& m) {
    const auto *a = as<double>(m.a), *b = as<double>(m.b);
    auto* c = as<double>(m.c);
    for (std::size_t i = 0; i < n; ++i) c[i] = a[i] * b[i];
}

void add_to(const Memory& m) {
    for (std::size_t i = 0; i < n; ++i) as<double>(m.c)[i] += as<double>(m.a)[i];
}

void every_operator(const Memory& m) {
    auto* c = as<std::int64_t>(m.c);
    for (std::size_t i = 0; i < n; ++i) {
        c[i] = static_cast<std::int64_t>(i);
        c[i] -= 3, c[i] *= 5, c[i] |= 8, c[i] ^= 1, c[i] <<= 1;
        ++c[i], c[i]--;
    }
}

#ifdef __clang__
constexpr measured::Bytes middle_of_chain{0, 1024};
#else
constexpr measured::Bytes middle_of_chain{1024, 1024}; // g++ reads what it has just assigned
#endif

void chain(const Memory& m) {
    auto *a = as<double>(m.a), *c = as<double>(m.c);
    for (std::size_t i = 0; i < n; ++i) c[i] = a[i] = 1.5;
}

void columns(const Memory& m) {
    for (std::size_t j = 0; j < 8; ++j)
        for (std::size_t i = 0; i < n / 8; ++i) as<double>(m.c)[j] += as<double>(m.a)[i * 8 + j];
}

void fill(const Memory& m) { std::fill(as<double>(m.c), as<double>(m.c) + n, 2.5); }
void fill_with_bytes(const Memory& m) { std::fill(m.c, m.c + measured::size, static_cast<unsigned char>(7)); }
void fill_n(const Memory& m) { std::fill_n(as<float>(m.c), 2 * n, 2.5f); }
void iota(const Memory& m) { std::iota(as<std::int64_t>(m.c), as<std::int64_t>(m.c) + n, 3); }
void copy(const Memory& m) { std::copy(as<double>(m.a), as<double>(m.a) + n, as<double>(m.c)); }

void copy_backward(const Memory& m) {
    std::copy_backward(as<double>(m.a), as<double>(m.a) + n - 1, as<double>(m.a) + n);
}

void reverse(const Memory& m) { std::reverse(as<double>(m.a), as<double>(m.a) + n); }

void swap(const Memory& m) {
    for (std::size_t i = 0; i < n; ++i) std::swap(as<double>(m.a)[i], as<double>(m.b)[i]);
}

void swap_ranges(const Memory& m) { std::swap_ranges(as<double>(m.a), as<double>(m.a) + n, as<double>(m.b)); }

void transform(const Memory& m) {
    std::transform(as<double>(m.a), as<double>(m.a) + n, as<double>(m.b), as<double>(m.c),
                   std::plus<double>());
}

void inner_product(const Memory& m) {
    *as<double>(m.c) = std::inner_product(as<double>(m.a), as<double>(m.a) + n, as<double>(m.b), 0.0);
}

void equal(const Memory& m) {
    *as<std::int64_t>(m.c) =
        std::equal(as<std::int64_t>(m.a), as<std::int64_t>(m.a) + n, as<std::int64_t>(m.b));
}

} // namespace

CASES({"loop", loop, {1024, 0}, {1024, 0}, {0, 1024}, {}}, {"+=", add_to, {1024, 0}, {}, {1024, 1024}, {}},
      {"every operator", every_operator, {}, {}, {7168, 8192}, {}},
      {"a = b = x", chain, middle_of_chain, {}, {0, 1024}, {}},
      {"down the columns", columns, {1024, 0}, {}, {1024, 1024}, {}},
      {"std::fill", fill, {}, {}, {0, 1024}, {}},
      {"std::fill of bytes", fill_with_bytes, {}, {}, {0, 1024}, {}},
      {"std::fill_n", fill_n, {}, {}, {0, 1024}, {}}, {"std::iota", iota, {}, {}, {0, 1024}, {}},
      {"std::copy", copy, {1024, 0}, {}, {0, 1024}, {}},
      {"std::copy_backward", copy_backward, {1016, 1016}, {}, {}, {}},
      {"std::reverse", reverse, {1024, 1024}, {}, {}, {}},
      {"std::swap", swap, {1024, 1024}, {1024, 1024}, {}, {}},
      {"std::swap_ranges", swap_ranges, {1024, 1024}, {1024, 1024}, {}, {}},
      {"std::transform", transform, {1024, 0}, {1024, 0}, {0, 1024}, {}},
      {"std::inner_product", inner_product, {1024, 0}, {1024, 0}, {0, 8}, {}},
      {"std::equal", equal, {1024, 0}, {1024, 0}, {0, 8}, {}})
