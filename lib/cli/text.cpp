#include "cli/text.hpp"

#include <algorithm>
#include <sstream>

namespace gemmlings {

namespace {

constexpr std::string_view blanks = " \t\r\n";

/// An escape sequence at the start of the text: "ESC [ … letter" or "ESC ] … ESC \" (links); 0 if there is
/// none.
std::size_t escape_length(std::string_view text) {
    if (text.size() < 2 || text[0] != '\x1b') return 0;
    if (text[1] == '[') {
        const auto end =
            std::find_if(text.begin() + 2, text.end(), [](char c) { return c >= '@' && c <= '~'; });
        return std::min<std::size_t>(text.size(), end - text.begin() + 1);
    }
    if (text[1] == ']') {
        const auto end = text.find("\x1b\\");
        return end == std::string_view::npos ? text.size() : end + 2;
    }
    return 2;
}

/// Bytes of the UTF-8 character at the start; 1 for a byte that starts none.
std::size_t character_length(std::string_view text) {
    const auto lead = static_cast<unsigned char>(text[0]);
    const std::size_t length = lead < 0xC0 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    return std::min(length, text.size());
}

/// Bytes of a mark over the character before: U+0300 to U+036F, or U+20D0 to U+20FF; 0 if there is none.
std::size_t combining_length(std::string_view text) {
    const auto byte = [&](std::size_t i) {
        return i < text.size() ? static_cast<unsigned char>(text[i]) : 0;
    };
    if (byte(0) == 0xCC || (byte(0) == 0xCD && byte(1) < 0xB0)) return std::min<std::size_t>(2, text.size());
    return byte(0) == 0xE2 && byte(1) == 0x83 && byte(2) >= 0x90 ? 3 : 0;
}

/// Control characters of ASCII and of Latin-1, whole escape sequences, and bytes that are no UTF-8.
bool is_control(std::string_view glyph) {
    const auto lead = static_cast<unsigned char>(glyph[0]);
    if (lead < 0x80) return (lead < 0x20 && lead != '\n') || lead == 0x7F;
    return glyph.size() == 1 || (lead == 0xC2 && static_cast<unsigned char>(glyph[1]) < 0xA0);
}

} // namespace

std::string_view trimmed_right(std::string_view text) {
    const auto last = text.find_last_not_of(blanks);
    return last == std::string_view::npos ? std::string_view() : text.substr(0, last + 1);
}

std::string_view trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(blanks);
    return first == std::string_view::npos ? std::string_view() : trimmed_right(text.substr(first));
}

std::vector<std::string> lines_of(std::string_view text) {
    std::vector<std::string> lines;
    while (!text.empty()) {
        const auto end = std::min(text.find('\n'), text.size());
        lines.emplace_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return lines;
}

Glyph next_glyph(std::string_view text) {
    if (const auto length = escape_length(text)) return {text.substr(0, length), 0};
    auto length = character_length(text);
    while (const auto mark = combining_length(text.substr(length))) length += mark;
    return {text.substr(0, length), 1};
}

int columns_of(std::string_view text) {
    int columns = 0;
    while (!text.empty()) {
        const auto glyph = next_glyph(text);
        columns += glyph.columns;
        text.remove_prefix(glyph.bytes.size());
    }
    return columns;
}

std::string wrapped(std::string_view paragraph, int width, std::string_view first, std::string_view rest) {
    std::istringstream words{std::string(paragraph)};
    std::string result, line(first);
    bool fresh = true; // the line holds no word yet
    for (std::string word; words >> word; fresh = false) {
        if (!fresh && columns_of(line) + 1 + columns_of(word) > width) {
            result += line + "\n";
            line = rest;
            fresh = true;
        }
        line += (fresh ? "" : " ") + word;
    }
    return result + line + "\n";
}

std::vector<std::string> folded(std::string_view line, int width) {
    std::vector<std::string> pieces(1);
    int column = 0;
    while (!line.empty()) {
        const auto glyph = next_glyph(line);
        if (column + glyph.columns > width) {
            pieces.emplace_back();
            column = 0;
        }
        pieces.back() += glyph.bytes;
        column += glyph.columns;
        line.remove_prefix(glyph.bytes.size());
    }
    return pieces;
}

std::string indented(std::string_view text, std::string_view indent) {
    std::string result;
    for (const auto& line : lines_of(text)) {
        if (!line.empty()) result.append(indent).append(line);
        result += '\n';
    }
    return result;
}

std::string harmless(std::string_view text) {
    std::string result;
    while (!text.empty()) {
        const auto glyph = next_glyph(text);
        if (glyph.bytes == "\t")
            result += "    "; // a tab's columns depend on where it stands
        else if (!is_control(glyph.bytes))
            result += glyph.bytes;
        text.remove_prefix(glyph.bytes.size());
    }
    return result;
}

} // namespace gemmlings
