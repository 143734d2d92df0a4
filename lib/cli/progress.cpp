#include "cli/progress.hpp"

#include "cli/files.hpp"
#include "cli/text.hpp"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>
#include <optional>
#include <sstream>
#include <tuple>

namespace gemmlings {

namespace {

using Entries = std::map<std::string, Progress::Entry>;

constexpr const char* heading =
    "# Progress in Gemmlings. Files of two machines may be joined: the better line counts.\n";

fs::path file_below(const fs::path& root) { return state_folder(root) / "progress.txt"; }

std::string key(const std::string& id, const std::string& backend) { return id + " " + backend; }
std::string key(const Exercise& exercise) { return key(exercise.id(), exercise.gpu ? "gpu" : "cpu"); }

std::optional<Status> status_named(const std::string& word) {
    if (word == "tried") return Status::tried;
    if (word == "passed") return Status::passed;
    return {};
}

const char* name_of(Status status) { return status == Status::passed ? "passed" : "tried"; }

/// "3/4" into points and of.
bool read_points(const std::string& word, Progress::Entry& entry) {
    const char* const end = word.data() + word.size();
    const auto [slash, error] = std::from_chars(word.data(), end, entry.points);
    if (error != std::errc() || slash == end || *slash != '/') return false;
    const auto [last, second_error] = std::from_chars(slash + 1, end, entry.of);
    return second_error == std::errc() && last == end && 0 <= entry.points && entry.points <= entry.of;
}

bool better(const Progress::Entry& a, const Progress::Entry& b) {
    return std::tie(a.status, a.points) > std::tie(b.status, b.points);
}

void keep_better(Entries& entries, const std::string& key, const Progress::Entry& entry) {
    const auto [place, is_new] = entries.try_emplace(key, entry);
    if (!is_new && better(entry, place->second)) place->second = entry;
}

/// Adds one line, "ch04_linear_maps/110_is_linear cpu passed 4/4 2026-03-14"; false if it is none.
bool read_line(const std::string& line, Entries& entries) {
    std::istringstream words(line);
    std::string id, part, status, points, date, more;
    words >> id >> part >> status >> points >> date;
    Progress::Entry entry;
    const auto known = status_named(status);
    if (!known || date.empty() || words >> more || id.find('/') == std::string::npos) return false;
    if (!read_points(points, entry)) return false;
    entry.status = *known;
    entry.date = date;
    keep_better(entries, key(id, part), entry);
    return true;
}

/// The number of the first line that cannot be understood, or 0.
std::size_t read_entries(const std::string& text, Entries& entries) {
    std::size_t number = 0, damaged = 0;
    for (const auto& line : lines_of(text)) {
        ++number;
        if (trimmed(line).empty() || line.starts_with('#') || read_line(line, entries)) continue;
        if (damaged == 0) damaged = number;
    }
    return damaged;
}

std::string text_of(const Entries& entries) {
    std::string text = heading;
    for (const auto& [key, entry] : entries)
        text +=
            fmt::format("{} {} {}/{} {}\n", key, name_of(entry.status), entry.points, entry.of, entry.date);
    return text;
}

/// Nothing that could not be understood is overwritten: the damaged file gets a name of its own first.
void write_entries(const fs::path& root, Entries& entries) {
    const StateLock lock(root);
    const auto file = file_below(root);
    const auto text = read_text(file).value_or("");
    if (read_entries(text, entries) != 0)
        keep_copy(file, state_folder(root) / fmt::format("progress.damaged-{}.txt", time_stamp()));
    if (text_of(entries) != text) write_text(file, text_of(entries));
}

} // namespace

Progress Progress::load(const fs::path& root) {
    Progress progress;
    progress.root = root;
    const auto text = read_text(file_below(root)).value_or("");
    if (const auto line = read_entries(text, progress.entries))
        progress.damaged = fmt::format(
            ".gemmlings/progress.txt:{}: this line is damaged and does not count; before the file is "
            "written again it is kept as .gemmlings/progress.damaged-<time>.txt.",
            line);
    return progress;
}

Progress::Entry Progress::of(const Exercise& exercise) const {
    const auto found = entries.find(key(exercise));
    return found == entries.end() ? Entry{} : found->second;
}

std::string Progress::record(const Exercise& exercise, const Verdict& verdict) {
    const bool passed = verdict.outcome == Outcome::passed;
    if (verdict.outcome == Outcome::not_judged || (verdict.untouched && !passed)) return {};
    const auto status = passed ? Status::passed : Status::tried;
    keep_better(entries, key(exercise), {status, verdict.points, verdict.of, today()});
    try {
        write_entries(root, entries);
        return {};
    } catch (const MachineError& error) {
        return fmt::format("Your progress is not saved: {}", error.what());
    }
}

const Exercise* Progress::current(const Repository& repository) const {
    for (const auto& exercise : repository.exercises)
        if (of(exercise).status != Status::passed) return &exercise;
    return nullptr;
}

} // namespace gemmlings
