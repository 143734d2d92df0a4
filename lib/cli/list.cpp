#include "cli/commands.hpp"

#include "cli/render.hpp"
#include "cli/text.hpp"

#include <algorithm>
#include <cctype>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace gemmlings {

namespace {

struct ListOptions {
    std::string filter;
    bool json = false;
};

void declare(Arguments& arguments, ListOptions& options) {
    arguments.word("FILTER", options.filter, "Only those with this in their name, title or status");
    arguments.flag("--json", options.json, "For programs (docs/json.md)");
}

const char* name_of(Status status) {
    switch (status) {
    case Status::passed:
        return "passed";
    case Status::tried:
        return "tried";
    case Status::untouched:
        break;
    }
    return "not started";
}

Mark mark_of(Status status) {
    return status == Status::passed ? Mark::good : status == Status::tried ? Mark::warn : Mark::faint;
}

std::string lower_case(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return std::tolower(c); });
    return text;
}

std::vector<const Exercise*> chosen(const Repository& repository, const Progress& progress,
                                    const std::string& filter) {
    std::vector<const Exercise*> found;
    for (const auto& exercise : repository.exercises) {
        const auto text = exercise.id() + " " + exercise.title + " " + name_of(progress.of(exercise).status);
        if (lower_case(text).find(lower_case(filter)) != std::string::npos) found.push_back(&exercise);
    }
    return found;
}

std::string as_json(const std::vector<const Exercise*>& exercises, const Progress& progress) {
    auto list = nlohmann::ordered_json::array();
    for (const auto* exercise : exercises) {
        const auto entry = progress.of(*exercise);
        list.push_back({{"id", exercise->id()},
                        {"title", exercise->title},
                        {"stars", exercise->stars},
                        {"status", name_of(entry.status)},
                        {"points", entry.points},
                        {"of", exercise->points},
                        {"requires", exercise->requires_},
                        {"file", exercise->stub().generic_string()}});
    }
    return nlohmann::ordered_json{{"exercises", list}}.dump(2);
}

std::string padded(const std::string& text, int width) {
    return text + std::string(static_cast<std::size_t>(std::max(0, width - columns_of(text))), ' ');
}

/// Widths of the two columns whose texts differ in length.
struct Widths {
    int folder = 0, title = 0;
};

std::string folder_and_part(const Exercise& exercise) {
    return exercise.folder + (exercise.variant ? ".cu" : "");
}

std::string line_of(const Exercise& exercise, const Progress& progress, const Widths& widths, bool current,
                    const Terminal& terminal) {
    const auto entry = progress.of(exercise);
    return fmt::format("{} {}  {}  {:5}  {:>5} points  {}\n", current ? ">" : " ",
                       padded(folder_and_part(exercise), widths.folder), padded(exercise.title, widths.title),
                       std::string(static_cast<std::size_t>(exercise.stars), '*'),
                       fmt::format("{}/{}", entry.points, exercise.points),
                       terminal.paint(mark_of(entry.status), name_of(entry.status)));
}

/// The title of the section that an exercise's hundreds belong to, or empty.
std::string section_of(const Repository& repository, const Exercise& exercise) {
    for (const auto& section : repository.chapter_of(exercise).sections)
        if (section.number / 100 == exercise.number / 100)
            return fmt::format("{} {}", section.number, section.title);
    return {};
}

/// Chapters, sections, exercises; the current one is marked.
std::string as_text(const Repository& repository, const Progress& progress,
                    const std::vector<const Exercise*>& exercises) {
    const auto& terminal = Terminal::out();
    Widths widths;
    for (const auto* exercise : exercises) {
        widths.folder = std::max(widths.folder, columns_of(folder_and_part(*exercise)));
        widths.title = std::max(widths.title, columns_of(exercise->title));
    }
    const auto* current = progress.current(repository);
    std::string text, chapter, section;
    for (const auto* exercise : exercises) {
        if (exercise->chapter != chapter) {
            chapter = exercise->chapter;
            section.clear();
            const auto& found = repository.chapter_of(*exercise);
            const auto head = fmt::format("{} ({})", found.title, found.folder);
            text += (text.empty() ? "" : "\n") + terminal.paint(Mark::strong, head) + "\n";
        }
        if (auto found = section_of(repository, *exercise); found != section) {
            section = found;
            text += terminal.paint(Mark::faint, section) + "\n";
        }
        text += line_of(*exercise, progress, widths, exercise == current, terminal);
    }
    return text + "\n" + progress_bar(repository, progress, terminal) + "\n";
}

int list(Workspace& workspace, const ListOptions& options) {
    const auto& repository = workspace.repository();
    const auto& progress = workspace.progress();
    const auto exercises = chosen(repository, progress, options.filter);
    if (options.json) {
        fmt::print("{}\n", as_json(exercises, progress));
        return 0;
    }
    if (exercises.empty() && !options.filter.empty())
        throw UsageError(fmt::format("No exercise has \"{}\" in its name, title or status.", options.filter));
    fmt::print("{}", as_text(repository, progress, exercises));
    return 0;
}

} // namespace

void add_list(CommandLine& line) { line.add("list", "The exercises and your progress", declare, list); }

} // namespace gemmlings
