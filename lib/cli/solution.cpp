#include "cli/commands.hpp"

#include "cli/files.hpp"

#include <fmt/format.h>

namespace gemmlings {

namespace {

struct SolutionOptions {
    std::string exercise;
    bool anyway = false;
};

void declare(Arguments& arguments, SolutionOptions& options) {
    arguments.word("EXERCISE", options.exercise, "Name, number or path; without it the current exercise");
    arguments.flag("--anyway", options.anyway, "Even if you have not passed it yet");
}

int solution(Workspace& workspace, const SolutionOptions& options) {
    const auto& exercise = workspace.exercise(options.exercise);
    const bool passed = workspace.progress().of(exercise).status == Status::passed;
    if (!passed && !options.anyway)
        throw UsageError(fmt::format(
            "You have not passed {0} yet. `./gemmlings hint {0}` helps; `./gemmlings solution {0} "
            "--anyway` shows the solution all the same.",
            exercise.name()));
    const auto text = read_text(workspace.root() / exercise.solution());
    if (!text)
        throw UsageError(fmt::format("This copy has no solution of {}: there is no file {}.", exercise.name(),
                                     exercise.solution().string()));
    fmt::print("{}", *text);
    std::fflush(stdout);
    fmt::print(stderr, "\nYours beside it: git diff --no-index {} {}\n", exercise.stub().string(),
               exercise.solution().string());
    return 0;
}

} // namespace

void add_solution(CommandLine& line) {
    line.add("solution", "A solution, once you have passed", declare, solution);
}

} // namespace gemmlings
