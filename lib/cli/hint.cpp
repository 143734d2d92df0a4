#include "cli/commands.hpp"

#include "cli/files.hpp"
#include "cli/hints.hpp"
#include "cli/text.hpp"

#include <fmt/format.h>
#include <map>
#include <sstream>

namespace gemmlings {

namespace {

struct HintOptions {
    std::vector<std::string> words;
};

void declare(Arguments& arguments, HintOptions& options) {
    arguments.words("EXERCISE", options.words,
                    "Name, number or path, and LEVEL; without it the current exercise");
    arguments.more("LEVEL is 1 (nudge), 2 (idea) or 3 (plan); without it, the next one you have not seen.");
}

/// Which hint of each exercise was shown last: lines "<exercise id> <level>".
using HintsSeen = std::map<std::string, std::size_t>;

fs::path memory_below(const fs::path& root) { return state_folder(root) / "hints.txt"; }

HintsSeen hints_seen(const fs::path& root) {
    HintsSeen seen;
    for (const auto& line : lines_of(read_text(memory_below(root)).value_or(""))) {
        std::istringstream words(line);
        std::string id;
        if (std::size_t level = 0; words >> id >> level) seen[id] = level;
    }
    return seen;
}

void remember(const fs::path& root, const Exercise& exercise, std::size_t level) {
    try {
        const StateLock lock(root);
        auto seen = hints_seen(root);
        seen[exercise.id()] = level;
        std::string text;
        for (const auto& [id, shown] : seen) text += fmt::format("{} {}\n", id, shown);
        write_text(memory_below(root), text);
    } catch (const MachineError& error) {
        fmt::print(stderr, "Which hint comes next is not remembered: {}\n", error.what());
    }
}

/// Exercises have three digits, hints one.
bool is_level(const std::string& word) { return word.size() == 1 && '0' <= word[0] && word[0] <= '9'; }

struct Wanted {
    std::string exercise;
    std::string level; ///< empty: the next one
};

Wanted wanted(const std::vector<std::string>& words) {
    if (words.size() > 2) throw UsageError("hint takes an exercise and a level, no more.");
    if (words.empty()) return {};
    if (words.size() == 2) return {words[0], words[1]};
    return is_level(words[0]) ? Wanted{"", words[0]} : Wanted{words[0], ""};
}

std::size_t level_of(const std::string& word, const Exercise& exercise, std::size_t count) {
    const auto level = is_level(word) ? static_cast<std::size_t>(word[0] - '0') : 0;
    if (level < 1 || level > count)
        throw UsageError(
            fmt::format("{} has hints 1 to {}; \"{}\" is none of them.", exercise.name(), count, word));
    return level;
}

int hint(Workspace& workspace, const HintOptions& options) {
    const auto asked = wanted(options.words);
    const auto& exercise = workspace.exercise(asked.exercise);
    const auto hints = read_hints(workspace.root() / exercise.hints());
    if (hints.empty()) throw UsageError(fmt::format("{} has no hints.", exercise.name()));
    const auto last = hints_seen(workspace.root())[exercise.id()];
    const auto next = std::min(last + 1, hints.size());
    const auto level = asked.level.empty() ? next : level_of(asked.level, exercise, hints.size());
    fmt::print("{}: {}\n\n", exercise.id(), exercise.title);
    fmt::print("{}\n", trimmed_right(hint_text(hints, level, Terminal::out())));
    if (level == hints.size())
        fmt::print("\nThis is the last hint. The solution: ./gemmlings solution {} --anyway\n",
                   exercise.name());
    if (level > last) remember(workspace.root(), exercise, level);
    return 0;
}

} // namespace

void add_hint(CommandLine& line) { line.add("hint", "The next hint", declare, hint); }

} // namespace gemmlings
