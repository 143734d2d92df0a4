#pragma once
/// @file
/// Which functions of the C library a submission gets from us, so that their accesses are announced.

#include <array>

namespace trace {

/// The linker is to turn calls of NAME into calls of __wrap_NAME (`--wrap NAME`), which library_calls.cpp
/// defines.
inline constexpr std::array replaced_functions = {"memcpy",        "memmove",       "memset", "memcmp",
                                                  "malloc",        "free",          "calloc", "realloc",
                                                  "aligned_alloc", "posix_memalign"};

} // namespace trace
