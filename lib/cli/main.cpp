#include "cli/commands.hpp"

#include <cstdio>
#include <exception>
#include <fmt/format.h>

namespace gemmlings {

namespace {

void add_commands(CommandLine& line) {
    for (const auto add : {add_list, add_show, add_check, add_watch, add_hint, add_reset, add_solution,
                           add_bench, add_docs, add_grade, add_test, add_doctor, add_completion})
        add(line);
}

int execute(int argc, char** argv) {
    CommandLine line;
    Workspace workspace;
    add_commands(line);
    if (argc > 1 && std::string(argv[1]) == "complete")
        return complete(line, workspace, {argv + 2, argv + argc});
    const auto action = line.read(argc, argv, [](Workspace& here) { return learn(here, nullptr); });
    return action(workspace);
}

int say(const char* what, int code) {
    std::fflush(stdout);
    fmt::print(stderr, "{}\n", what);
    return code;
}

/// Every mistake becomes one sentence and an exit code.
int guarded(int argc, char** argv) {
    try {
        return execute(argc, argv);
    } catch (const UsageError& error) {
        return say(error.what(), 2);
    } catch (const std::exception& error) { // MachineError, and what the system refuses
        return say(error.what(), 3);
    }
}

} // namespace

} // namespace gemmlings

int main(int argc, char** argv) {
    const int code = gemmlings::guarded(argc, argv);
    if (std::fflush(stdout) == 0 && !std::ferror(stdout)) return code;
    return gemmlings::say("The output could not be written.", 3);
}
