#include "judge/buffer.hpp"

#include <algorithm>
#include <iterator>

namespace judge {

Writable::Writable() = default;
Writable::~Writable() = default;

bool Writable::covers(const std::byte* address) const {
    const auto after = ranges.upper_bound(address);
    return after != ranges.begin() && address < std::prev(after)->second;
}

void Writable::add_rows(const std::byte* first, std::int64_t rows, std::int64_t cols, std::int64_t ld,
                        std::size_t size) {
    if (!first) return;
    for (std::int64_t i = 0; i < rows; ++i) {
        const auto* row = first + static_cast<std::size_t>(i * ld) * size;
        add_range(row, row + static_cast<std::size_t>(cols) * size);
    }
}

/// Joins it with those that it overlaps or touches.
void Writable::add_range(const std::byte* begin, const std::byte* end) {
    auto next = ranges.upper_bound(begin);
    if (next != ranges.begin() && begin <= std::prev(next)->second) --next;
    for (; next != ranges.end() && next->first <= end; next = ranges.erase(next)) {
        begin = std::min(begin, next->first);
        end = std::max(end, next->second);
    }
    ranges[begin] = end;
}

std::map<const std::byte*, Registered>& registered_buffers() {
    static std::map<const std::byte*, Registered> buffers;
    return buffers;
}

const Registered* buffer_of(const void* address) {
    const auto* byte = static_cast<const std::byte*>(address);
    auto after = registered_buffers().upper_bound(byte);
    if (after == registered_buffers().begin()) return nullptr;
    const Registered& candidate = std::prev(after)->second;
    return byte <= candidate.block.begin + candidate.block.size ? &candidate : nullptr;
}

namespace {

/// Where an element lies that must not be written, as the end of a sentence.
std::string trespassed(const Registered& buffer, std::int64_t element) {
    const auto row = element / buffer.ld, column = element % buffer.ld;
    const auto& [h, w, c] = buffer.image;
    if (c == 0)
        return "to row " + std::to_string(row) + ", column " + std::to_string(column) + " of the memory of " +
               buffer.name + ", which is not its to write: an input, or the room between cols and ld";
    if (row != 1)
        return (row == 0 ? "before the first element of " : "behind the last element of ") + buffer.name;
    return "to element (" + std::to_string(column / (h * w * c)) + ", " +
           std::to_string(column / (w * c) % h) + ", " + std::to_string(column / c % w) + ", " +
           std::to_string(column % c) + ") of " + buffer.name + ", which is an input";
}

} // namespace

std::string take_over(const Block& block, const std::string& bytes, const Writable& allowed) {
    if (bytes.size() != block.size) return "Your code left a buffer of another size";
    std::string trespass;
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        const auto fresh = static_cast<std::byte>(bytes[i]);
        if (block.begin[i] == fresh) continue;
        if (allowed.covers(block.begin + i)) {
            block.begin[i] = fresh;
        } else if (trespass.empty()) {
            const Registered* buffer = buffer_of(block.begin);
            trespass =
                "Your code wrote " + trespassed(*buffer, static_cast<std::int64_t>(i / buffer->element));
        }
    }
    return trespass;
}

} // namespace judge
