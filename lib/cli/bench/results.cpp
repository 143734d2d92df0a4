#include "cli/bench/results.hpp"

#include "cli/text.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace gemmlings {

nlohmann::ordered_json BenchResults::in_json() const {
    return {{"complaint", complaint},
            {"detail", detail},
            {"compiler", compiler},
            {"compiler_messages", compiler_messages}};
}

std::string BenchResults::complaints(const Terminal& terminal, const std::string& more) const {
    std::string text;
    for (const auto& sentence : {complaint, more})
        if (!sentence.empty())
            text +=
                terminal.paint(Mark::bad, trimmed_right(wrapped(harmless(sentence), page_width(terminal)))) +
                "\n";
    if (!detail.empty()) text += indented(harmless(detail), "  ") + "\n";
    if (!compiler_messages.empty()) text += "\n" + harmless(compiler_messages);
    return text.empty() ? text : text + "\n";
}

int page_width(const Terminal& terminal) { return std::min(terminal.width(), 100); }

std::string small_print(const std::string& text, const Terminal& terminal) {
    return terminal.paint(Mark::faint, trimmed_right(wrapped(text, page_width(terminal)))) + "\n";
}

std::string grouped(std::int64_t number) {
    auto text = std::to_string(number);
    for (auto at = static_cast<std::ptrdiff_t>(text.size()) - 3; at > 0; at -= 3)
        text.insert(static_cast<std::size_t>(at), ",");
    return text;
}

std::string giga(double value) {
    const double number = value / 1e9;
    return fmt::format("{:.{}f}", number, number < 1 ? 3 : number < 10 ? 2 : 1);
}

std::string bytes_in_words(std::int64_t bytes) {
    if (bytes % (1 << 20) == 0) return fmt::format("{} MiB", bytes >> 20);
    return fmt::format("{} KiB", bytes >> 10);
}

} // namespace gemmlings
