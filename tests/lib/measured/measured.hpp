#pragma once
/// @file
/// Small functions that are compiled as submissions are where accesses are announced, and measured by
/// tests/lib/trace_test.cpp: with each compiler that there is, and always with the same counts.

#include <cstddef>
#include <cstdint>

namespace measured {

constexpr std::size_t size = 1024; ///< bytes of each array

/// The arrays of a call: a and b hold whole numbers 0, 1, 2, … as 64-bit words, c is 0.
struct Memory {
    unsigned char *a, *b, *c;
};

template<class T> T* as(unsigned char* array) { return reinterpret_cast<T*>(array); }

struct Bytes {
    std::int64_t read = 0, written = 0;
};

/// What a function does, and how many bytes it reads and writes: of a, b, c, and of its own.
struct Case {
    const char* name;
    void (*run)(const Memory&);
    Bytes a, b, c, own;
};

} // namespace measured

/// What such a file exports.
extern "C" const measured::Case* cases(std::size_t& count);

#define CASES(...)                                                                                           \
    extern "C" const measured::Case* cases(std::size_t& count) {                                             \
        static const measured::Case all[] = {__VA_ARGS__};                                                   \
        count = sizeof all / sizeof *all;                                                                    \
        return all;                                                                                          \
    }
