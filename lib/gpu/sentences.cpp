#include "gpu/sentences.hpp"

#include <charconv>
#include <optional>
#include <vector>

namespace gpu {

namespace {

std::uintptr_t number(const void* address) { return reinterpret_cast<std::uintptr_t>(address); }

std::string plural(std::uint64_t count, const std::string& noun) {
    return std::to_string(count) + " " + noun + (count == 1 ? "" : "s");
}

std::string bracketed(std::int64_t index) { return "[" + std::to_string(index) + "]"; }

/// How many elements of this size begin before an address: rounded down, also for negative numbers.
std::int64_t index_of(std::uintptr_t begin, std::uintptr_t address, std::size_t size) {
    const auto distance = static_cast<std::int64_t>(address - begin), width = static_cast<std::int64_t>(size);
    return distance >= 0 ? distance / width : -((-distance + width - 1) / width);
}

/// The extents in "As[32][33]"; nothing where they are not numbers.
std::optional<std::vector<std::size_t>> extents_of(const std::string& declaration) {
    std::vector<std::size_t> extents;
    for (auto open = declaration.find('['); open != std::string::npos;
         open = declaration.find('[', open + 1)) {
        std::size_t extent = 0;
        const char* end = declaration.data() + declaration.size();
        const auto [rest, error] = std::from_chars(declaration.data() + open + 1, end, extent);
        if (error != std::errc() || rest == end || *rest != ']' || extent == 0) return {};
        extents.push_back(extent);
    }
    return extents;
}

} // namespace

std::string name_of(const Allocation& allocation) {
    return allocation.name.empty() ? "an allocation" : allocation.name.substr(0, allocation.name.find('['));
}

std::string coordinates(std::uint32_t number, const std::uint32_t (&extents)[3]) {
    const auto x = number % extents[0], rest = number / extents[0];
    return "(" + std::to_string(x) + ", " + std::to_string(rest % extents[1]) + ", " +
           std::to_string(rest / extents[1]) + ")";
}

std::string thread_name(const Place& place, const Extents& extents) {
    return "thread " + coordinates(place.thread, extents.block) + " of block " +
           coordinates(place.block, extents.grid);
}

std::string thread_names(const Place& a, const Place& b, const Extents& extents) {
    if (a.block != b.block) return thread_name(a, extents) + " and " + thread_name(b, extents);
    return "threads " + coordinates(a.thread, extents.block) + " and " +
           coordinates(b.thread, extents.block) + " of block " + coordinates(a.block, extents.grid);
}

std::string element(const Allocation& allocation, std::uintptr_t address, std::size_t size) {
    if (allocation.number == 0)
        return element(DeclaredVariable{number(allocation.begin), allocation.size, allocation.name}, address,
                       size);
    return name_of(allocation) + bracketed(index_of(number(allocation.begin), address, size));
}

std::string element(const DeclaredVariable& variable, std::uintptr_t address, std::size_t size) {
    const std::string name = variable.declaration.substr(0, variable.declaration.find('['));
    auto extents = extents_of(variable.declaration);
    if (extents && extents->empty()) return name;
    std::size_t count = 1;
    if (extents)
        for (const auto extent : *extents) count *= extent;
    const bool known = extents && variable.size % count == 0;
    const auto width = known ? variable.size / count : size;
    auto index = index_of(variable.begin, address, width);
    if (!known || index < 0) return name + bracketed(index);
    std::string result;
    for (auto extent = extents->rbegin(); extent != extents->rend(); ++extent) {
        const auto length = static_cast<std::int64_t>(*extent);
        const bool outermost = std::next(extent) == extents->rend();
        result = bracketed(outermost ? index : index % length) + result;
        index /= length;
    }
    return name + result;
}

std::string overrun(const Allocation& allocation, std::uintptr_t address, std::size_t size) {
    const auto begin = number(allocation.begin);
    const auto index = index_of(begin, address, size);
    const auto count = static_cast<std::int64_t>(allocation.size / size);
    const std::string where =
        index < 0       ? plural(static_cast<std::uint64_t>(-index), "element") + " before the beginning of "
        : index > count ? plural(static_cast<std::uint64_t>(index - count), "element") + " past the end of "
        : address < begin + allocation.size ? "partly past the end of "
                                            : "just past the end of ";
    return ", " + where + name_of(allocation) + ", which has " +
           plural(static_cast<std::uint64_t>(count), "element") + " of " + plural(size, "byte");
}

std::string bytes_beyond(const Allocation& allocation, std::uintptr_t address, std::size_t size) {
    const auto first = static_cast<std::int64_t>(address - number(allocation.begin));
    return plural(size, "byte") + " of " + name_of(allocation) + " from byte " + std::to_string(first) +
           " on, which has " + plural(allocation.size, "byte");
}

} // namespace gpu
