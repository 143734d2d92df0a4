#include "cli/commands.hpp"

#include "cli/pristine.hpp"
#include "cli/terminal.hpp"

#include <fmt/format.h>
#include <iostream>
#include <unistd.h>

namespace gemmlings {

namespace {

struct ResetOptions {
    std::vector<std::string> exercises;
    bool all = false, undo = false, yes = false;
};

void declare(Arguments& arguments, ResetOptions& options) {
    arguments.words("EXERCISE", options.exercises, "Names, numbers or paths");
    arguments.flag("--all", options.all, "Every exercise that you have edited");
    arguments.flag("--undo", options.undo, "Bring back what the latest reset replaced");
    arguments.flag("--yes", options.yes, "Do not ask before --all");
    arguments.more("What is replaced is kept in .gemmlings/backups/.");
}

void report(const std::vector<Restored>& restored, const char* done) {
    for (const auto& [exercise, backup] : restored) {
        fmt::print("{} {}.", exercise->stub().string(), done);
        if (!backup.empty()) fmt::print(" What it replaces is kept in {}.", backup.string());
        fmt::print("\n");
    }
}

std::vector<const Exercise*> named(const Repository& repository, const std::vector<std::string>& names) {
    std::vector<const Exercise*> exercises;
    for (const auto& name : names) exercises.push_back(&repository.find(name));
    return exercises;
}

bool agreed(std::size_t count) {
    if (!Terminal::out().interactive() || ::isatty(STDIN_FILENO) != 1)
        throw UsageError(
            fmt::format("This would reset {} files; without a terminal to ask at, say: ./gemmlings reset "
                        "--all --yes",
                        count));
    fmt::print("Reset {} file{}? What you wrote is kept in .gemmlings/backups/. [y/N] ", count,
               count == 1 ? "" : "s");
    std::fflush(stdout);
    std::string answer;
    std::getline(std::cin, answer);
    return answer.starts_with('y') || answer.starts_with('Y');
}

int undo(const Repository& repository, const ResetOptions& options) {
    if (options.exercises.empty()) {
        report(undo_reset(repository, nullptr), "is back");
        return 0;
    }
    for (const auto* exercise : named(repository, options.exercises))
        report(undo_reset(repository, exercise), "is back");
    return 0;
}

int reset_all(const Repository& repository, const ResetOptions& options) {
    if (!options.exercises.empty()) throw UsageError("Either name exercises or say --all, not both.");
    const auto edited = edited_stubs(repository);
    if (edited.empty()) {
        fmt::print("Every exercise is the stub already.\n");
        return 0;
    }
    if (!options.yes && !agreed(edited.size())) {
        fmt::print("Nothing was changed.\n");
        return 0;
    }
    report(reset_stubs(repository, edited), "is the stub again");
    return 0;
}

int reset(Workspace& workspace, const ResetOptions& options) {
    const auto& repository = workspace.repository();
    if (options.undo && options.all) throw UsageError("Either --all or --undo, not both.");
    if (options.undo) return undo(repository, options);
    if (options.all) return reset_all(repository, options);
    if (options.exercises.empty()) throw UsageError("Name the exercise to reset, or say --all or --undo.");
    const auto restored = reset_stubs(repository, named(repository, options.exercises));
    report(restored, "is the stub again");
    if (restored.empty()) fmt::print("Nothing to reset: it is the stub already.\n");
    return 0;
}

} // namespace

void add_reset(CommandLine& line) {
    line.add("reset", "Start an exercise again; keeps a backup", declare, reset);
}

} // namespace gemmlings
