#include "cli/exercise_list.hpp"

#include "cli/text.hpp"

#include <algorithm>
#include <cctype>
#include <fmt/core.h>
#include <sstream>

namespace gemmlings {

namespace {

std::string lower(std::string text) {
    for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return text;
}

bool matches_search(const Exercise& exercise, const std::string& search) {
    const auto all = lower(exercise.id() + " " + exercise.title);
    std::istringstream words(lower(search));
    for (std::string word; words >> word;)
        if (all.find(word) == std::string::npos) return false;
    return true;
}

std::string status_text(const Progress::Entry& entry, const Terminal& terminal) {
    switch (entry.status) {
    case Status::passed:
        return terminal.paint(Mark::good, "✓ passed");
    case Status::tried:
        return terminal.paint(Mark::warn, "· tried ");
    case Status::untouched:
        break;
    }
    return terminal.paint(Mark::faint, "  open  ");
}

std::string row(const Exercise& exercise, const Progress& progress, const Terminal& terminal, bool chosen) {
    const auto entry = progress.of(exercise);
    const auto chapter = exercise.chapter.substr(0, exercise.chapter.find('_'));
    const auto name =
        fmt::format("{}/{} {:<22} {}", chapter, exercise.number, exercise.name(), exercise.title);
    const auto points = fmt::format("{:>2}/{:<2}", entry.points, exercise.points);
    return fmt::format("{} {}  {}  {}", chosen ? "❯" : " ", status_text(entry, terminal), points,
                       chosen ? terminal.paint(Mark::strong, name) : name);
}

} // namespace

void ExerciseList::open_at(const Exercise& exercise, const Repository& repository) {
    search.clear();
    chosen = static_cast<int>(&exercise - repository.exercises.data());
}

void ExerciseList::on_key(const Key& key, const Repository& repository) {
    const int last = static_cast<int>(matches(repository).size()) - 1;
    constexpr int page = 10;
    switch (key.kind) {
    case Key::up:
        chosen -= 1;
        break;
    case Key::down:
        chosen += 1;
        break;
    case Key::page_up:
        chosen -= page;
        break;
    case Key::page_down:
        chosen += page;
        break;
    case Key::home:
        chosen = 0;
        break;
    case Key::end:
        chosen = last;
        break;
    case Key::text:
        search += key.character;
        chosen = 0;
        break;
    case Key::backspace:
        while (!search.empty() && (search.back() & 0xC0) == 0x80)
            search.pop_back(); // the rest of a character
        if (!search.empty()) search.pop_back();
        chosen = 0;
        break;
    default:
        break;
    }
    chosen = std::clamp(chosen, 0, std::max(0, static_cast<int>(matches(repository).size()) - 1));
}

const Exercise* ExerciseList::selected(const Repository& repository) const {
    const auto found = matches(repository);
    const auto index = static_cast<std::size_t>(chosen);
    return index < found.size() ? found[index] : nullptr;
}

std::vector<std::string> ExerciseList::page(const Repository& repository, const Progress& progress,
                                            const Terminal& terminal, std::size_t rows) const {
    const auto found = matches(repository);
    std::vector<std::string> lines = {terminal.paint(Mark::strong, "Search: ") + search + "▏", ""};
    const int space = std::max(1, static_cast<int>(rows) - static_cast<int>(lines.size()));
    const int count = static_cast<int>(found.size());
    const int first = std::clamp(chosen - space / 2, 0, std::max(0, count - space));
    for (int i = first; i < std::min(count, first + space); ++i)
        lines.push_back(folded(row(*found[static_cast<std::size_t>(i)], progress, terminal, i == chosen),
                               terminal.width())
                            .front());
    if (found.empty()) lines.push_back("No exercise matches. Backspace widens the search, Esc goes back.");
    return lines;
}

std::vector<const Exercise*> ExerciseList::matches(const Repository& repository) const {
    std::vector<const Exercise*> found;
    for (const auto& exercise : repository.exercises)
        if (matches_search(exercise, search)) found.push_back(&exercise);
    return found;
}

} // namespace gemmlings
