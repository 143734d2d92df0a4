#pragma once
/// @file
/// The words for threads and for elements of arrays, in reports.

#include "gpu/memory.hpp"
#include "gpu/place.hpp"

#include <string>

namespace gpu {

/// A variable as it was declared: "As[32][33]".
struct DeclaredVariable {
    std::uintptr_t begin = 0;
    std::size_t size = 0;
    std::string declaration;
};

/// "(3, 0, 0)"
std::string coordinates(std::uint32_t number, const std::uint32_t (&extents)[3]);

/// "thread (3, 0, 0) of block (1, 0, 0)"
std::string thread_name(const Place& place, const Extents& extents);

/// "threads (3, 0, 0) and (4, 0, 0) of block (1, 0, 0)", or the two names.
std::string thread_names(const Place& a, const Place& b, const Extents& extents);

/// "d_A[12]": where `size` bytes at an address lie in an allocation, counted in elements of that size.
std::string element(const Allocation& allocation, std::uintptr_t address, std::size_t size);

/// "As[3][17]"; the size of an element follows from the declaration, or is that of the access.
std::string element(const DeclaredVariable& variable, std::uintptr_t address, std::size_t size);

/// ", 2 elements past the end of d_A, which has 128 elements of 4 bytes"
std::string overrun(const Allocation& allocation, std::uintptr_t address, std::size_t size);

/// "12 bytes of d_A from byte 384 on, which has 384 bytes": where a range leaves an allocation.
std::string bytes_beyond(const Allocation& allocation, std::uintptr_t address, std::size_t size);

/// "d_A", or "an allocation".
std::string name_of(const Allocation& allocation);

} // namespace gpu
