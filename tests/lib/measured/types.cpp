// Elements of all sizes, at all places.

#include "measured.hpp"

#include <atomic>
#include <complex>
#include <cstring>

namespace {

using measured::as;
using measured::Memory;

template<class T> void elements(const Memory& m) {
    for (std::size_t i = 0; i < measured::size / sizeof(T); ++i) {
        const T x = as<T>(m.a)[i];
        as<T>(m.c)[i] = x;
        as<T>(m.b)[i] = static_cast<T>(as<T>(m.b)[i] + x);
    }
}

#ifndef __clang__ // announces no access to them: what uses them is not measured
void long_doubles(const Memory& m) {
    auto *a = as<long double>(m.a), *c = as<long double>(m.c);
    for (std::size_t i = 0; i < measured::size / sizeof(long double); ++i) a[i] = static_cast<long double>(i);
    for (std::size_t i = 0; i < measured::size / sizeof(long double); ++i) c[i] = a[i] + 0.5L;
}
#define LONG_DOUBLES {"long double", long_doubles, {1024, 1024}, {}, {0, 1024}, {}},
#else
#define LONG_DOUBLES
#endif

__extension__ using Wide = unsigned __int128;

template<class T> struct __attribute__((packed)) Unaligned { T x; };

template<class T> void unaligned(const Memory& m) {
    for (std::size_t at = 1; at + sizeof(T) <= measured::size; at += sizeof(T) + 1)
        as<Unaligned<T>>(m.c + at)->x = as<Unaligned<T>>(m.a + at)->x;
}

/// Every byte of a line, alone, between two accesses to other lines.
void hither_and_thither(const Memory& m) {
    for (std::size_t i = 0; i < 64; ++i) {
        m.c[i] = m.a[i];
        as<double>(m.c)[64 + i % 8] = as<double>(m.a)[64 + i % 8];
        as<float>(m.b)[i] = as<float>(m.a)[i];
    }
}

/// Words that overlap with those of the access before.
void overlapping(const Memory& m) {
    for (std::size_t at = 0; at + 8 <= measured::size; at += 3)
        as<Unaligned<std::uint32_t>>(m.c + at)->x += as<Unaligned<std::uint64_t>>(m.c + at)->x & 0xffU;
}

#ifdef __clang__
constexpr measured::Bytes low_bits{1024, 0}, high_bits{1024, 1024};
#else
constexpr measured::Bytes low_bits{256, 0}, high_bits{0, 1024}; // the bytes that it needs
#endif

void bits(const Memory& m) {
    struct Bits {
        std::uint32_t low : 5, high : 27;
    };
    for (std::size_t i = 0; i < measured::size / sizeof(Bits); ++i)
        as<Bits>(m.c)[i].high = as<Bits>(m.a)[i].low;
}

void volatile_words(const Memory& m) {
    for (std::size_t i = 0; i < measured::size / 8; ++i)
        as<volatile std::uint64_t>(m.c)[i] = as<volatile std::uint64_t>(m.a)[i];
}

void atomics(const Memory& m) {
    auto* c = as<std::atomic<std::int64_t>>(m.c);
    c[0].store(as<std::int64_t>(m.a)[7]);
    c[1] = c[0].load() + 1;
    c[1].fetch_add(5), c[1].fetch_sub(2), c[1].fetch_or(8), c[1].fetch_and(~1), c[1].fetch_xor(6);
    c[2] = c[1].exchange(100);
    std::int64_t expected = 100;
    while (!c[1].compare_exchange_weak(expected, 101)) {
    }
    auto& found = as<std::int64_t>(m.b)[3];
    c[1].compare_exchange_strong(found, 102); // fails
    c[1].compare_exchange_strong(found, 103);
}

/// Announced as 16 bytes where an array has only 8 left, and where it begins.
void beyond_both_ends(const Memory& m) {
    as<Unaligned<Wide>>(m.c + measured::size - 8)->x = 15;
    as<Wide>(m.b)[0] = as<Unaligned<Wide>>(m.a - 8)->x;
    as<Wide>(m.b)[1] = as<Unaligned<Wide>>(m.a + measured::size - 8)->x;
}

} // namespace

CASES({"std::uint8_t", elements<std::uint8_t>, {1024, 0}, {1024, 1024}, {0, 1024}, {}},
      {"std::uint16_t", elements<std::uint16_t>, {1024, 0}, {1024, 1024}, {0, 1024}, {}},
      {"float", elements<float>, {1024, 0}, {1024, 1024}, {0, 1024}, {}},
      {"std::int32_t", elements<std::int32_t>, {1024, 0}, {1024, 1024}, {0, 1024}, {}},
      {"double", elements<double>, {1024, 0}, {1024, 1024}, {0, 1024}, {}},
      LONG_DOUBLES{"16 bytes", elements<Wide>, {1024, 0}, {1024, 1024}, {0, 1024}, {}},
      {"std::complex<double>", elements<std::complex<double>>, {1024, 0}, {1024, 1024}, {0, 1024}, {}},
      {"unaligned 2 bytes", unaligned<std::uint16_t>, {682, 0}, {}, {0, 682}, {}},
      {"unaligned 4 bytes", unaligned<std::uint32_t>, {816, 0}, {}, {0, 816}, {}},
      {"unaligned 8 bytes", unaligned<std::uint64_t>, {904, 0}, {}, {0, 904}, {}},
      {"unaligned 16 bytes", unaligned<Wide>, {960, 0}, {}, {0, 960}, {}},
      {"hither and thither", hither_and_thither, {832, 0}, {0, 256}, {0, 576}, {}},
      {"overlapping words", overlapping, {}, {}, {4068, 1356}, {}},
      {"bit-fields", bits, low_bits, {}, high_bits, {}},
      {"volatile words", volatile_words, {1024, 0}, {}, {0, 1024}, {}},
      {"atomics", atomics, {8, 0}, {16, 8}, {80, 96}, {}},
      {"beyond both ends", beyond_both_ends, {16, 0}, {0, 32}, {0, 8}, {16, 8}})
