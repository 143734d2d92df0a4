#pragma once
/// @file
/// How the checks see the device's memory: in pages, each with its shadow.

#include "gpu/memory.hpp"
#include "gpu/shadow.hpp"

namespace gpu {

constexpr std::size_t alignment = 256; ///< allocations begin at multiples of it

/// A piece of the range, with what is remembered of it.
struct Page {
    static constexpr int bits = 19;
    static constexpr std::size_t size = std::size_t{1} << bits;

    Shadow shadow{size};
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
