#pragma once
/// @file
/// A short name for a text.

#include <cstdint>
#include <fmt/format.h>
#include <string>
#include <string_view>

namespace gemmlings {

/// FNV-1a with 64 bits, as 16 hexadecimal digits: tells texts apart that were not made to be confused.
inline std::string hash_of(std::string_view text) {
    std::uint64_t hash = 0xcbf29ce484222325;
    for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
    return fmt::format("{:016x}", hash);
}

} // namespace gemmlings
