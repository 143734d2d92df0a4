#include "cli/keys.hpp"

#include "cli/text.hpp"

#include <algorithm>
#include <string_view>

namespace gemmlings {

namespace {

struct Sequence {
    std::string_view bytes;
    Key::Kind kind;
};

/// What xterm and its kin send, in normal and in application mode.
constexpr Sequence sequences[] = {
    {"\x1b[A", Key::up},       {"\x1bOA", Key::up},         {"\x1b[B", Key::down}, {"\x1bOB", Key::down},
    {"\x1b[5~", Key::page_up}, {"\x1b[6~", Key::page_down}, {"\x1b[H", Key::home}, {"\x1bOH", Key::home},
    {"\x1b[1~", Key::home},    {"\x1b[F", Key::end},        {"\x1bOF", Key::end},  {"\x1b[4~", Key::end},
    {"\x1b[7~", Key::home},    {"\x1b[8~", Key::end},
};

/// The length of the sequence at the start, 0 if its end has not arrived yet.
std::size_t sequence_length(std::string_view bytes) {
    if (bytes.size() < 2) return 0;
    if (bytes[1] == 'O') return bytes.size() < 3 ? 0 : 3;
    if (bytes[1] != '[') return 1; // Esc, then another key
    const auto end =
        std::find_if(bytes.begin() + 2, bytes.end(), [](char c) { return c >= '@' && c <= '~'; });
    return end == bytes.end() ? 0 : static_cast<std::size_t>(end - bytes.begin()) + 1;
}

void add_control(std::vector<Key>& keys, char c) {
    switch (c) {
    case '\r':
    case '\n':
        keys.push_back({Key::enter, ""});
        break;
    case 0x03:
        keys.push_back({Key::interrupt, ""});
        break;
    case 0x1A:
        keys.push_back({Key::suspend, ""});
        break;
    case 0x08:
    case 0x7F:
        keys.push_back({Key::backspace, ""});
        break;
    default:
        break; // other control characters mean nothing here
    }
}

} // namespace

std::vector<Key> take_keys(std::string& bytes, bool waited) {
    std::vector<Key> keys;
    std::string_view rest = bytes;
    while (!rest.empty()) {
        if (rest[0] == '\x1b') {
            auto length = sequence_length(rest);
            if (length == 0 && !waited) break;
            if (length <= 1) { // what cannot become a sequence any more is the Esc key
                keys.push_back({Key::escape, ""});
                length = 1;
            }
            for (const auto& sequence : sequences)
                if (rest.substr(0, length) == sequence.bytes) keys.push_back({sequence.kind, ""});
            rest.remove_prefix(length);
        } else if (static_cast<unsigned char>(rest[0]) < 0x20 || rest[0] == 0x7F) {
            add_control(keys, rest[0]);
            rest.remove_prefix(1);
        } else {
            const auto glyph = next_glyph(rest);
            keys.push_back({Key::text, std::string(glyph.bytes)});
            rest.remove_prefix(glyph.bytes.size());
        }
    }
    bytes = std::string(rest);
    return keys;
}

} // namespace gemmlings
