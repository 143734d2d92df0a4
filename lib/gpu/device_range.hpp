#pragma once
/// @file
/// How the checks see the device's memory: pages with their shadow, and which bytes of them may be used.

#include "gpu/memory.hpp"
#include "gpu/shadow.hpp"

#include <array>

namespace gpu {

constexpr std::size_t granule = 256; ///< allocations begin at multiples of it

/// A piece of the range.
struct Page {
    static constexpr int bits = 19;
    static constexpr std::size_t size = std::size_t{1} << bits;

    Shadow shadow{size};
    /// How many bytes of each granule, from its beginning, belong to an allocation that is alive.
    std::array<std::uint16_t, size / granule> usable{};

    bool allows(std::size_t offset, std::size_t count) const {
        return offset % granule + count <= usable[offset / granule];
    }
};

/// The reserved range.
struct DeviceRange {
    std::uintptr_t begin = 0;
    std::size_t size = 0;
    std::unique_ptr<std::unique_ptr<Page>[]> pages;

    /// The page of an offset into the range.
    Page& page(std::size_t offset) {
        auto& page = pages[offset >> Page::bits];
        return page ? *page : make_page(offset >> Page::bits);
    }
    Page& make_page(std::size_t index);
};

/// A variable that lies elsewhere, with its own shadow.
struct Variable {
    Allocation allocation;
    Shadow shadow;
};

extern DeviceRange device_range;

/// The registered variable that holds this address, or nullptr.
Variable* variable_at(std::uintptr_t address);

/// Who accessed what is forgotten, everywhere.
void forget_accesses();

} // namespace gpu
