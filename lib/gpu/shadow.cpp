#include "gpu/shadow.hpp"

#include <algorithm>
#include <bit>
#include <sys/mman.h>

namespace gpu {

namespace {

/// Zeros, which cost nothing until they are touched.
template<class T> Mapped<T> mapped(std::size_t count) {
    constexpr std::size_t large_page = std::size_t{2} << 20;
    const std::size_t size = std::max<std::size_t>(count, 1) * sizeof(T);
    void* block = ::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (block == MAP_FAILED) return {};
#ifdef MADV_HUGEPAGE
    if (size >= large_page) ::madvise(block, size, MADV_HUGEPAGE);
#endif
    return Mapped<T>(static_cast<T*>(block), Unmap{size});
}

} // namespace

void Unmap::operator()(void* pages) const { ::munmap(pages, size); }

Shadow::Shadow(std::size_t size)
    : bytes(size), usable(std::make_unique<std::uint8_t[]>(size / granule + 1)),
      written(std::make_unique<std::uint8_t[]>(size / 8 + 1)) {}

bool Shadow::allows_range(std::size_t first, std::size_t count) const {
    for (const std::size_t end = first + count; first < end;) {
        const std::size_t next = std::min(first / granule * granule + granule, end);
        if (!allows(first, next - first)) return false;
        first = next;
    }
    return true;
}

void Shadow::permit(std::size_t first, std::size_t count, bool allowed) {
    is_clear = false;
    set_written(first, count, false);
    for (std::size_t left = count, i = first / granule; left > 0; ++i) {
        const std::size_t here = std::min(left, granule);
        usable[i] = static_cast<std::uint8_t>(allowed ? here : 0);
        left -= here;
    }
}

bool Shadow::make_cells(std::size_t first, std::size_t count) {
    const int needed = std::min(cells ? cell_shift : 2, std::countr_zero(first | count | 4));
    const std::size_t many = (bytes + (std::size_t{1} << needed) - 1) >> needed;
    auto finer = mapped<Cell>(many);
    auto finer_second = mapped<Record>(many);
    if (!finer || !finer_second) return false;
    if (cells)
        for (std::size_t i = 0; i < many; ++i) {
            const auto coarse = i >> (cell_shift - needed);
            finer[i] = cells[coarse];
            finer_second[i] = second[coarse];
        }
    cells = std::move(finer);
    second = std::move(finer_second);
    cell_shift = needed;
    words = cell_shift == 2;
    return true;
}

bool Shadow::range_initialised(std::size_t first, std::size_t count) const {
    return first_unwritten(first, first + count) == first + count;
}

bool Shadow::any_initialised(std::size_t first, std::size_t count) const {
    for (const std::size_t end = first + count; first < end; ++first)
        if (written[first / 8] >> first % 8 & 1) return true;
    return false;
}

std::size_t Shadow::first_unwritten(std::size_t first, std::size_t end) const {
    while (first < end && written[first / 8] >> first % 8 & 1)
        first += first % 8 == 0 && written[first / 8] == 0xff ? 8 : 1;
    return first < end ? first : end;
}

void Shadow::set_written(std::size_t first, std::size_t count, bool value) {
    const std::size_t end = first + count;
    const auto set = [&](std::size_t byte) {
        const auto bit = static_cast<std::uint8_t>(1u << byte % 8);
        written[byte / 8] =
            static_cast<std::uint8_t>(value ? written[byte / 8] | bit : written[byte / 8] & ~bit);
    };
    for (; first < end && first % 8 != 0; ++first) set(first);
    const std::size_t whole = (end - first) / 8;
    std::fill_n(written.get() + first / 8, whole, static_cast<std::uint8_t>(value ? 0xff : 0));
    for (first += 8 * whole; first < end; ++first) set(first);
}

void Shadow::clear() {
    if (is_clear) return;
    std::fill_n(usable.get(), bytes / granule + 1, std::uint8_t{0});
    std::fill_n(written.get(), bytes / 8 + 1, std::uint8_t{0});
    is_clear = true;
}

void Shadow::forget() { cells = nullptr, second = nullptr, cell_shift = 2, words = false; }

} // namespace gpu
