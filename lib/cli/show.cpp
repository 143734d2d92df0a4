#include "cli/commands.hpp"

#include "cli/loop.hpp"
#include "cli/render.hpp"

#include <fmt/format.h>
#include <unistd.h>

namespace gemmlings {

namespace {

struct ExerciseOptions {
    std::string exercise;
};

void declare(Arguments& arguments, ExerciseOptions& options) {
    arguments.word("EXERCISE", options.exercise, "Name, number or path; without it the current exercise");
}

int show(Workspace& workspace, const ExerciseOptions& options) {
    const auto& exercise = workspace.exercise(options.exercise);
    fmt::print("{}\n", exercise_text(workspace.repository(), exercise, Terminal::out()));
    return 0;
}

int watch(Workspace& workspace, const ExerciseOptions& options) {
    return learn(workspace, options.exercise.empty() ? nullptr : &workspace.exercise(options.exercise));
}

} // namespace

int learn(Workspace& workspace, const Exercise* start) {
    const bool somebody_there = Terminal::out().interactive() && ::isatty(STDIN_FILENO) == 1;
    const auto how = somebody_there ? learning_loop : report_once;
    auto progress = Progress::load(workspace.root()); // both say themselves, in their place, if it is damaged
    return how(workspace.repository(), progress, start);
}

void add_show(CommandLine& line) { line.add("show", "The statement of an exercise", declare, show); }

void add_watch(CommandLine& line) {
    line.add("watch", "Judge an exercise again whenever you save it", declare, watch);
}

} // namespace gemmlings
