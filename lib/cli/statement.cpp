#include "cli/statement.hpp"

#include "cli/prose.hpp"
#include "cli/text.hpp"

#include <algorithm>
#include <fstream>
#include <vector>

namespace gemmlings {

namespace {

constexpr std::string_view metadata[] = {"exercise", "chapter", "stars",  "points", "requires",
                                         "forbids",  "tools",   "errata", "limit",  "measures",
                                         "variant",  "ingroup", "file"};

/// The length of "@points{6}" or "@ingroup name" at the start of the text; 0 for anything else.
std::size_t metadata_length(std::string_view text) {
    if (text.empty() || (text[0] != '@' && text[0] != '\\')) return 0;
    const auto name_end = std::min(text.find_first_not_of("abcdefghijklmnopqrstuvwxyz", 1), text.size());
    const auto name = text.substr(1, name_end - 1);
    if (std::find(std::begin(metadata), std::end(metadata), name) == std::end(metadata)) return 0;
    if (name_end == text.size() || text[name_end] != '{') return text.size(); // to the end of the line
    int depth = 0;
    for (auto at = name_end; at < text.size(); ++at) {
        if (text[at] == '{') ++depth;
        if (text[at] == '}' && --depth == 0) return at + 1;
    }
    return text.size();
}

std::string without_metadata(std::string_view line) {
    std::string result;
    while (!line.empty()) {
        const auto length = metadata_length(line);
        if (length == 0) result += line[0];
        line.remove_prefix(std::max<std::size_t>(length, 1));
    }
    return result;
}

/// A stretch of a header that is either a comment or code.
struct Part {
    bool is_comment;
    std::string text;
};

bool is_preamble(std::string_view line) {
    return line.starts_with("#pragma") || line.starts_with("#include");
}

/// Comments that are indented belong to the members of a class and stay in the code.
std::vector<Part> parts_of(const std::filesystem::path& header) {
    std::vector<Part> parts;
    std::ifstream file(header);
    for (std::string line; std::getline(file, line);) {
        if (is_preamble(line)) continue;
        const bool is_comment = line.starts_with("///") && !line.starts_with("///<");
        if (parts.empty() || parts.back().is_comment != is_comment) parts.push_back({is_comment, ""});
        if (!is_comment) {
            parts.back().text += line + "\n";
            continue;
        }
        const auto content = std::string_view(line).substr(line.starts_with("/// ") ? 4 : 3);
        const auto kept = without_metadata(content);
        // a line of metadata vanishes; an empty line ends a paragraph
        if (content.empty() || !trimmed(kept).empty()) parts.back().text += kept + "\n";
    }
    return parts;
}

/// Without blank lines around it, and with only one between two declarations.
std::string code_text(std::string_view code, const Terminal& terminal) {
    std::string result;
    bool blank = false;
    for (const auto& line : lines_of(code)) {
        if (trimmed(line).empty()) {
            blank = !result.empty();
            continue;
        }
        if (blank) result += "\n";
        blank = false;
        result += "    " + (line.starts_with("//") ? terminal.paint(Mark::faint, line) : line) + "\n";
    }
    return result;
}

} // namespace

std::string statement_text(const std::filesystem::path& header, const Terminal& terminal) {
    std::string result;
    for (const auto& part : parts_of(header)) {
        const auto text = part.is_comment ? prose_text(part.text, terminal) : code_text(part.text, terminal);
        if (trimmed(text).empty()) continue;
        if (!result.empty()) result += "\n";
        result += text;
    }
    return result;
}

std::string opening_text(const std::filesystem::path& header, const Terminal& terminal) {
    for (const auto& part : parts_of(header)) {
        if (!part.is_comment) continue;
        const auto text = prose_text(part.text, terminal);
        if (trimmed(text).empty()) continue;
        auto end = text.find("\n\n");
        while (end != std::string::npos && text.substr(0, end).ends_with(":"))
            end = text.find("\n\n", end + 2);
        return text.substr(0, end == std::string::npos ? end : end + 1);
    }
    return "";
}

} // namespace gemmlings
