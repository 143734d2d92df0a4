#include "gpu/memory.hpp"

#include "gpu/device_range.hpp"
#include "gpu/faults.hpp"

#include <algorithm>
#include <map>
#include <sys/mman.h>

namespace gpu {

DeviceRange device_range;

namespace {

constexpr std::size_t default_total = std::size_t{1} << 30;
constexpr std::size_t first_place = 4096; ///< before it, who runs backwards over an allocation is noticed

std::size_t total = 0, in_use = 0, top = 0;  ///< behind top, nothing was ever allocated
std::map<std::size_t, Allocation> by_offset; ///< those that were freed as well, until their place is needed
std::map<std::uintptr_t, std::unique_ptr<Variable>> variables;
std::uint64_t made = 0; ///< allocations so far

std::uintptr_t number(const void* address) { return reinterpret_cast<std::uintptr_t>(address); }
std::size_t round_up(std::size_t size) { return (size + alignment - 1) / alignment * alignment; }

/// Behind an allocation: whoever runs over it should not reach another one at once.
std::size_t red_zone(std::size_t size) {
    return round_up(std::clamp<std::size_t>(size / 16, 1024, std::size_t{64} << 10));
}

bool inside(const Allocation& allocation, std::uintptr_t address, std::size_t size) {
    const auto offset = address - number(allocation.begin);
    return offset < allocation.size && size <= allocation.size - offset;
}

/// "(void**)&d_A" -> "d_A"
std::string variable_of(const std::string& expression) {
    std::string name = expression;
    name.erase(std::remove(name.begin(), name.end(), ' '), name.end());
    while (name.starts_with("(")) {
        const auto close = name.find(')');
        if (close == std::string::npos || close + 1 == name.size()) break;
        name.erase(0, close + 1);
    }
    if (const auto cast = name.find(">("); name.ends_with(")") && cast != std::string::npos)
        name = name.substr(cast + 2, name.size() - cast - 3); // reinterpret_cast<void**>(&d_A)
    if (name.starts_with("&")) name.erase(0, 1);
    return name;
}

void reserve() {
    if (total == 0) reset_memory(default_total);
}

/// The part of an allocation that lies on a page may be used from now on, or no longer.
void permit(Page& page, std::size_t page_begin, std::size_t begin, std::size_t size, bool alive) {
    const std::size_t from = std::max(begin, page_begin),
                      to = std::min(begin + size, page_begin + Page::size);
    if (from < to) page.shadow.permit(from - page_begin, to - from, alive);
}

/// Tells the pages that exist about an allocation. What comes later is told by make_page().
void tell_pages(std::size_t begin, std::size_t size, bool alive) {
    for (std::size_t i = begin >> Page::bits; i <= (begin + size - 1) >> Page::bits; ++i)
        if (auto& page = device_range.pages[i]) permit(*page, i << Page::bits, begin, size, alive);
}

void forget_freed() {
    std::erase_if(by_offset, [](const auto& entry) { return entry.second.freed; });
}

/// The first gap between what is there that holds this many bytes.
std::size_t first_gap(std::size_t size) {
    std::size_t begin = first_place;
    for (const auto& [offset, allocation] : by_offset) {
        if (offset >= begin + size) break;
        begin = offset + round_up(allocation.size) + red_zone(allocation.size);
    }
    return begin;
}

/// A place in the range, or its size.
std::size_t place_for(std::size_t size) {
    const std::size_t whole = round_up(size) + red_zone(size);
    std::size_t place = top;
    if (place + whole > device_range.size) {
        forget_freed();
        place = first_gap(whole);
        if (place + whole > device_range.size) return device_range.size;
    }
    top = std::max(top, place + whole);
    return place;
}

Allocation* alive_at(const void* begin) {
    const auto found = by_offset.find(number(begin) - device_range.begin);
    return found == by_offset.end() || found->second.freed ? nullptr : &found->second;
}

Allocation* variable_with(const void* begin) {
    const auto variable = variable_at(number(begin));
    return variable ? &variable->allocation : nullptr;
}

/// The distance from an address to an allocation.
std::uintptr_t distance(const Allocation& allocation, std::uintptr_t address) {
    const auto begin = number(allocation.begin), end = begin + allocation.size;
    return address < begin ? begin - address : address >= end ? address - end + 1 : 0;
}

} // namespace

Page& DeviceRange::make_page(std::size_t index) {
    pages[index] = std::make_unique<Page>();
    const std::size_t begin = index << Page::bits;
    auto next = by_offset.upper_bound(begin);
    if (next != by_offset.begin()) --next;
    for (; next != by_offset.end() && next->first < begin + Page::size; ++next)
        if (!next->second.freed) permit(*pages[index], begin, next->first, next->second.size, true);
    return *pages[index];
}

void reset_memory(std::size_t new_total) {
    if (device_range.begin) ::munmap(reinterpret_cast<void*>(device_range.begin), device_range.size);
    by_offset.clear();
    in_use = 0;
    top = first_place;
    total = new_total;
    const std::size_t wanted = (total + total / 16 + (std::size_t{16} << 20)) >> Page::bits << Page::bits;
    void* range =
        ::mmap(nullptr, wanted, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (range == MAP_FAILED) throw std::bad_alloc();
    device_range.begin = number(range);
    device_range.size = wanted;
    device_range.pages = std::make_unique<std::unique_ptr<Page>[]>(wanted >> Page::bits);
}

std::size_t total_memory() {
    reserve();
    return total;
}

std::size_t free_memory() {
    reserve();
    return total - in_use;
}

void* allocate(std::size_t size, const std::string& expression, Residence residence) {
    reserve();
    if (size == 0 || size > total || round_up(size) > total - in_use) return nullptr;
    const std::size_t place = place_for(size);
    if (place == device_range.size) return nullptr;
    in_use += round_up(size);
    auto* begin = reinterpret_cast<std::byte*>(device_range.begin + place);
    by_offset[place] = {begin, size, variable_of(expression), residence, false, ++made};
    tell_pages(place, size, true);
    if (residence == Residence::shared) mark_written(begin, size);
    return begin;
}

bool release(void* begin) {
    Allocation* allocation = alive_at(begin);
    if (!allocation) return false;
    allocation->freed = true;
    in_use -= round_up(allocation->size);
    tell_pages(number(begin) - device_range.begin, allocation->size, false);
    return true;
}

void name_allocation(const void* begin, const std::string& name) {
    if (auto* allocation = alive_at(begin)) allocation->name = name;
}

void register_variable(const void* begin, std::size_t size, const std::string& declaration,
                       Residence residence) {
    auto variable = std::make_unique<Variable>();
    variable->allocation = {
        static_cast<std::byte*>(const_cast<void*>(begin)), size, declaration, residence, false, 0};
    variable->shadow = Shadow(size);
    variable->shadow.initialise(0, size);
    variables[number(begin)] = std::move(variable);
}

void forget_variable(const void* begin) { variables.erase(number(begin)); }

Variable* variable_at(std::uintptr_t address) {
    auto next = variables.upper_bound(address);
    if (next == variables.begin()) return nullptr;
    Variable& variable = *(--next)->second;
    return inside(variable.allocation, address, 1) ? &variable : nullptr;
}

bool is_device_address(const void* address) {
    return number(address) - device_range.begin < device_range.size || variable_at(number(address));
}

const Allocation* allocation_of(const void* begin, std::size_t size) {
    const Allocation* allocation = nearest_allocation(begin);
    return allocation && !allocation->freed && inside(*allocation, number(begin), size) ? allocation
                                                                                        : nullptr;
}

const Allocation* nearest_allocation(const void* address) {
    if (const auto* variable = variable_with(address)) return variable;
    if (by_offset.empty() || number(address) - device_range.begin >= device_range.size) return nullptr;
    auto next = by_offset.upper_bound(number(address) - device_range.begin);
    if (next == by_offset.begin()) return &next->second;
    const Allocation* before = &std::prev(next)->second;
    if (next == by_offset.end()) return before;
    return distance(*before, number(address)) <= distance(next->second, number(address)) ? before
                                                                                         : &next->second;
}

std::vector<Allocation> leaks() {
    std::vector<Allocation> result;
    for (const auto& [offset, allocation] : by_offset)
        if (!allocation.freed) result.push_back(allocation);
    std::sort(result.begin(), result.end(), [](auto& a, auto& b) { return a.number < b.number; });
    return result;
}

void report_leaks() {
    for (const Allocation& leak : leaks()) {
        Fault fault;
        fault.kind = "leak";
        fault.variable = leak.name;
        fault.sentence = (leak.name.empty() ? "Device memory" : leak.name) + " (" +
                         std::to_string(leak.size) +
                         " bytes) is never freed: every cudaMalloc needs its cudaFree.";
        report(std::move(fault));
    }
}

void mark_written(const void* begin, std::size_t size) {
    if (Variable* variable = variable_at(number(begin)); variable || size == 0) return;
    std::size_t offset = number(begin) - device_range.begin;
    if (offset >= device_range.size || size > device_range.size - offset) return;
    while (size > 0) {
        const std::size_t in_page = offset % Page::size, count = std::min(size, Page::size - in_page);
        device_range.page(offset).shadow.initialise(in_page, count);
        offset += count;
        size -= count;
    }
}

const std::byte* first_unwritten(const void* begin, std::size_t size) {
    const std::size_t first = number(begin) - device_range.begin;
    if (first >= device_range.size || size > device_range.size - first) return nullptr;
    for (std::size_t done = 0; done < size;) {
        const std::size_t in_page = (first + done) % Page::size,
                          count = std::min(size - done, Page::size - in_page);
        const Shadow& shadow = device_range.page(first + done).shadow;
        const std::size_t written = shadow.first_unwritten(in_page, in_page + count) - in_page;
        done += written;
        if (written < count) return static_cast<const std::byte*>(begin) + done;
    }
    return nullptr;
}

void forget_accesses() {
    for (std::size_t i = 0; i < device_range.size >> Page::bits; ++i)
        if (auto& page = device_range.pages[i]) page->shadow.forget();
    for (auto& [address, variable] : variables) variable->shadow.forget();
}

} // namespace gpu
