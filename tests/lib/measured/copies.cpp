// Copies of structs, and the C library's functions on blocks of memory, overlapping ones and those that reach
// beyond an array.

#include "measured.hpp"

#include <cstring>

namespace {

using measured::as;
using measured::Memory;

/// Copies the structs of `bytes` bytes in a to c, from the last to the first, and the first once more.
template<std::size_t bytes> void structs(const Memory& m) {
    struct alignas(bytes % 8 == 0 ? 8 : 4) Struct {
        unsigned char part[bytes];
    };
    for (std::size_t i = measured::size / bytes; i-- > 0;) as<Struct>(m.c)[i] = as<Struct>(m.a)[i];
    const Struct first = *as<Struct>(m.c); // into a local variable and back
    as<Struct>(m.c)[1] = first;
}

struct alignas(16) Pair {
    double x, y;
};

void pairs(const Memory& m) {
    for (std::size_t i = 0; i < measured::size / sizeof(Pair); ++i) {
        const Pair p = as<Pair>(m.a)[i];
        as<Pair>(m.c)[i] = Pair{p.y, p.x};
    }
}

void members(const Memory& m) {
    for (std::size_t i = 0; i < measured::size / sizeof(Pair); ++i) as<Pair>(m.c)[i].x += as<Pair>(m.a)[i].y;
}

void memcpy_all(const Memory& m) { std::memcpy(m.c, m.a, measured::size); }

void memcpy_pieces(const Memory& m) {
    std::size_t at = 0;
    for (std::size_t bytes = 1; at + bytes <= measured::size; at += bytes, bytes += 5)
        std::memcpy(m.c + at, m.a + at, bytes);
}

void memcpy_by_pointer(const Memory& m) {
    void* (*volatile copy)(void*, const void*, std::size_t) = &std::memcpy;
    copy(m.c, m.a, measured::size);
}

void move_up(const Memory& m) { std::memmove(m.a + 24, m.a, measured::size - 24); }
void move_down(const Memory& m) { std::memmove(m.a, m.a + 513, measured::size - 513); }
void move_nowhere(const Memory& m) { std::memmove(m.a + 8, m.a + 8, 100); }

void set(const Memory& m) {
    std::memset(m.c, 0x5a, measured::size);
    std::memset(m.c + 3, 1, 5);
    const std::size_t none = 0;
    std::memset(m.c, 2, none);
}

void compare(const Memory& m) {
    as<std::int32_t>(m.c)[0] = std::memcmp(m.a, m.b, measured::size) == 0;
    as<std::int32_t>(m.c)[1] = std::memcmp(m.a, m.b + 8, 64) < 0;
}

/// The arrays lie in one block: a, a gap of 64 bytes, b, another gap, c.
void across_the_gap(const Memory& m) {
    std::memmove(m.a + 1000, m.a + 990, 100); // the last 24 bytes of a, the gap, the first 12 bytes of b
    std::memset(m.c - 10, 3, 20);
    std::memset(m.b + 1020, 4, 20);
}

void all_three(const Memory& m) { std::memmove(m.a - 8, m.a, 3 * measured::size + 128); }

} // namespace

CASES({"structs of 8 bytes", structs<8>, {1024, 0}, {}, {8, 1032}, {}},
      {"structs of 12 bytes", structs<12>, {1020, 0}, {}, {12, 1032}, {}},
      {"structs of 16 bytes", structs<16>, {1024, 0}, {}, {16, 1040}, {}},
      {"structs of 24 bytes", structs<24>, {1008, 0}, {}, {24, 1032}, {}},
      {"structs of 40 bytes", structs<40>, {1000, 0}, {}, {40, 1040}, {}},
      {"structs of 256 bytes", structs<256>, {1024, 0}, {}, {256, 1280}, {}},
      {"structs of 2 aligned doubles", pairs, {1024, 0}, {}, {0, 1024}, {}},
      {"members of structs", members, {512, 0}, {}, {512, 512}, {}},
      {"memcpy", memcpy_all, {1024, 0}, {}, {0, 1024}, {}},
      {"memcpy of odd sizes", memcpy_pieces, {970, 0}, {}, {0, 970}, {}},
      {"memcpy through a pointer", memcpy_by_pointer, {1024, 0}, {}, {0, 1024}, {}},
      {"memmove up", move_up, {1000, 1000}, {}, {}, {}}, {"memmove down", move_down, {511, 511}, {}, {}, {}},
      {"memmove to where it is", move_nowhere, {100, 100}, {}, {}, {}},
      {"memset", set, {}, {}, {0, 1029}, {}}, {"memcmp", compare, {1088, 0}, {1088, 0}, {0, 8}, {}},
      {"across the ends of arrays", across_the_gap, {34, 24}, {2, 16}, {0, 10}, {64, 90}},
      {"over all three arrays", all_three, {1024, 1024}, {1024, 1024}, {1024, 1016}, {128, 136}})
