#include "cli/pristine.hpp"

#include "cli/files.hpp"
#include "cli/process.hpp"
#include "cli/text.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <set>

namespace gemmlings {

namespace {

std::vector<std::string> git(const Repository& repository, const std::vector<std::string>& arguments) {
    std::vector<std::string> command = {"git", "-C", repository.root.string()};
    command.insert(command.end(), arguments.begin(), arguments.end());
    return command;
}

/// What HEAD holds below chapters/, as paths from the root; empty where there is no git, no commit, or where
/// the repository around us is about something else.
std::set<std::string> files_in_head(const Repository& repository) {
    const auto listed = run(git(repository, {"ls-tree", "-r", "--name-only", "HEAD", "--", "chapters"}));
    std::set<std::string> files;
    if (listed.ok())
        for (auto& line : lines_of(listed.out)) files.insert(std::move(line));
    return files;
}

/// A stub's pristine text, for which git is asked as seldom as possible: `cat-file --filters` gives the bytes
/// that a checkout would write, line ends included.
class Source {
  public:
    explicit Source(const Repository& repository) : repository(repository), head(files_in_head(repository)) {}

    bool has_git() const { return !head.empty(); }

    std::optional<std::string> stub(const Exercise& exercise) const {
        const auto path = exercise.stub().generic_string();
        if (!has_git()) return read_text(snapshot(exercise));
        if (!head.contains(path)) return read_text(repository.root / exercise.stub());
        const auto shown = run(git(repository, {"cat-file", "--filters", "HEAD:./" + path}));
        return shown.ok() ? std::optional(shown.out) : std::nullopt;
    }

    fs::path snapshot(const Exercise& exercise) const {
        return state_folder(repository.root) / "pristine" / exercise.id() / exercise.stub().filename();
    }

  private:
    const Repository& repository;
    std::set<std::string> head;
};

fs::path backups_of(const Repository& repository, const Exercise& exercise) {
    return state_folder(repository.root) / "backups" / exercise.id();
}

/// Names sort by time. Empty if there is none.
fs::path newest_backup(const Repository& repository, const Exercise& exercise) {
    fs::path newest;
    std::error_code none;
    for (const auto& entry : fs::directory_iterator(backups_of(repository, exercise), none))
        if (entry.path().extension() == exercise.extension() && entry.path().filename() > newest.filename())
            newest = entry.path();
    return newest;
}

/// Keeps the stub's present text under the time of this reset, then puts `text` in its place.
Restored replace_stub(const Repository& repository, const Exercise& exercise, const std::string& text,
                      const std::string& stamp) {
    const auto stub = repository.root / exercise.stub();
    if (!fs::exists(stub)) {
        write_text(stub, text);
        return {&exercise, {}};
    }
    const auto backup = backups_of(repository, exercise) / (stamp + exercise.extension());
    keep_copy(stub, backup);
    try {
        write_text(stub, text);
    } catch (const MachineError&) {
        fs::remove(backup); // it still shares the stub's bytes, and would change with them
        throw;
    }
    return {&exercise, backup.lexically_relative(repository.root)};
}

/// The exercises of the latest reset, which share its time; or the one that was asked for.
std::vector<std::pair<const Exercise*, fs::path>> backups_to_restore(const Repository& repository,
                                                                     const Exercise* only) {
    std::vector<std::pair<const Exercise*, fs::path>> found;
    for (const auto& exercise : repository.exercises)
        if (!only || only == &exercise)
            if (auto newest = newest_backup(repository, exercise); !newest.empty())
                found.emplace_back(&exercise, std::move(newest));
    fs::path latest;
    for (const auto& [exercise, backup] : found) latest = std::max(latest, backup.filename());
    std::erase_if(found, [&](const auto& candidate) { return candidate.second.filename() != latest; });
    return found;
}

[[noreturn]] void refuse_unknown(const Exercise& exercise) {
    throw UsageError(
        fmt::format("The stub of {} is not known here: git has no copy of {}, and no snapshot was taken "
                    "before it was edited.",
                    exercise.name(), exercise.stub().string()));
}

} // namespace

std::optional<std::string> pristine_stub(const Repository& repository, const Exercise& exercise) {
    return Source(repository).stub(exercise);
}

bool is_pristine(const Repository& repository, const Exercise& exercise, const fs::path& file) {
    const auto text = read_text(file);
    return text && text == pristine_stub(repository, exercise);
}

std::vector<const Exercise*> edited_stubs(const Repository& repository) {
    const Source source(repository);
    std::vector<const Exercise*> edited;
    for (const auto& exercise : repository.exercises)
        if (source.stub(exercise) != read_text(repository.root / exercise.stub()))
            edited.push_back(&exercise);
    return edited;
}

void snapshot_stubs(const Repository& repository) {
    const Source source(repository);
    if (source.has_git()) return;
    try {
        for (const auto& exercise : repository.exercises) {
            const auto snapshot = source.snapshot(exercise);
            const auto text = read_text(repository.root / exercise.stub());
            if (text && !fs::exists(snapshot)) write_text(snapshot, *text);
        }
    } catch (const MachineError&) {
        // A folder that cannot be written: there is nothing to edit in it either.
    }
}

std::vector<Restored> reset_stubs(const Repository& repository,
                                  const std::vector<const Exercise*>& exercises) {
    const StateLock lock(repository.root);
    const Source source(repository);
    std::vector<std::pair<const Exercise*, std::string>> edited; // all are known before the first is replaced
    for (const auto* exercise : exercises) {
        auto text = source.stub(*exercise);
        if (!text) refuse_unknown(*exercise);
        if (read_text(repository.root / exercise->stub()) != text)
            edited.emplace_back(exercise, std::move(*text));
    }
    const auto stamp = time_stamp();
    std::vector<Restored> restored;
    for (const auto& [exercise, text] : edited)
        restored.push_back(replace_stub(repository, *exercise, text, stamp));
    return restored;
}

std::vector<Restored> undo_reset(const Repository& repository, const Exercise* exercise) {
    const StateLock lock(repository.root);
    const auto backups = backups_to_restore(repository, exercise);
    if (backups.empty())
        throw UsageError(exercise
                             ? fmt::format("There is no backup of {}: it was never reset.", exercise->name())
                             : "There is no backup: nothing was ever reset.");
    const auto stamp = time_stamp();
    std::vector<Restored> restored;
    for (const auto& [restoring, backup] : backups) {
        const auto text = read_text(backup);
        if (!text) throw MachineError(fmt::format("{} cannot be read.", backup.string()));
        restored.push_back(replace_stub(repository, *restoring, *text, stamp));
    }
    return restored;
}

} // namespace gemmlings
