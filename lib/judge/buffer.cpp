#include "judge/buffer.hpp"

namespace judge {

Writable::Writable() = default;
Writable::~Writable() = default;

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
