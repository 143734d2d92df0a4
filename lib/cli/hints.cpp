#include "cli/hints.hpp"

#include "cli/formula.hpp"
#include "cli/prose.hpp"
#include "cli/text.hpp"

#include <fmt/core.h>
#include <fstream>

namespace gemmlings {

namespace {

/// "## 2 idea" → "idea".
std::string title_of(std::string_view heading) {
    const auto start = heading.find_first_not_of("#0123456789.: \t");
    return start == std::string_view::npos ? "" : std::string(trimmed(heading.substr(start)));
}

} // namespace

std::vector<Hint> read_hints(const std::filesystem::path& path) {
    std::vector<Hint> hints;
    std::ifstream file(path);
    bool in_code = false; // a line "## …" of a code block is no heading
    for (std::string line; std::getline(file, line);) {
        if (line.starts_with("```")) in_code = !in_code;
        if (!in_code && line.starts_with("## "))
            hints.push_back({title_of(line), ""});
        else if (!hints.empty())
            hints.back().text += line + "\n";
    }
    for (auto& hint : hints) {
        hint.text.erase(0, hint.text.find_first_not_of('\n')); // the blank lines, not a first indentation
        hint.text = std::string(trimmed_right(hint.text));
    }
    return hints;
}

std::string hint_text(const std::vector<Hint>& hints, std::size_t number, const Terminal& terminal) {
    const Hint& hint = hints.at(number - 1);
    const auto head =
        fmt::format("Hint {} of {}{}", number, hints.size(), hint.title.empty() ? "" : ": " + hint.title);
    const auto text = terminal.paint(Mark::strong, head) + "\n" + prose_text(hint.text, terminal, "  ");
    return terminal.unicode() ? text : ascii_text(text);
}

} // namespace gemmlings
