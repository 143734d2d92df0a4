#include "cli/commands.hpp"

#include "cli/nearest.hpp"
#include "cli/version.hpp"

#include <cstdio>
#include <exception>
#include <fmt/format.h>

namespace gemmlings {

namespace {

constexpr const char* description =
    "Gemmlings: the linear algebra of machine learning, learnt by writing it.\n"
    "Without a command: the next exercise, judged again whenever you save it.\n";

constexpr const char* footer =
    "EXERCISE is a name (is_linear), a number (110, ch04/110) or a path. Without one, the\n"
    "current exercise is meant.\n"
    "Exit codes: 0 all passed, 1 something failed, 2 wrong usage, 3 something could not be "
    "judged.";

/// The words of our documentation instead of the library's.
void name_things(CLI::FormatterBase& formatter) {
    formatter.label("SUBCOMMAND", "COMMAND");
    formatter.label("TEXT", "");
}

void add_commands(Program& program) {
    for (const auto add : {add_list, add_show, add_check, add_watch, add_hint, add_reset, add_solution,
                           add_docs, add_grade, add_test, add_doctor, add_completion})
        add(program);
}

/// CLI11 would only call it an unexpected argument.
void refuse_unknown_command(const Program& program, const std::string& word) {
    if (word.starts_with("-") || program.command(word)) return;
    const auto suggestion = did_you_mean(nearest(word, program.command_names()));
    throw UsageError(fmt::format("There is no command \"{}\". {}", word,
                                 suggestion.empty() ? "`./gemmlings --help` shows them all." : suggestion));
}

/// What CLI11 says, as one line, and where help is.
std::string usage_sentence(const CLI::App& app, const std::string& what) {
    std::string sentence = what.substr(0, what.find('\n'));
    if (!sentence.ends_with('.')) sentence += '.';
    const auto chosen = app.get_subcommands();
    return fmt::format("{} `./gemmlings {}--help` shows what it takes.", sentence,
                       chosen.empty() ? "" : chosen.front()->get_name() + " ");
}

int execute(Program& program, int argc, char** argv) {
    if (argc > 1 && std::string(argv[1]) == "complete") return complete(program, {argv + 2, argv + argc});
    if (argc > 1) refuse_unknown_command(program, argv[1]);
    try {
        program.app.parse(argc, argv);
    } catch (const CLI::Success& help) { // --help, --version
        return program.app.exit(help);
    } catch (const CLI::ParseError& error) {
        throw UsageError(usage_sentence(program.app, error.what()));
    }
    return program.action ? program.action() : learn(program.workspace, nullptr);
}

int say(const char* what, int code) {
    std::fflush(stdout);
    fmt::print(stderr, "{}\n", what);
    return code;
}

/// Every mistake becomes one sentence and an exit code.
int guarded(Program& program, int argc, char** argv) {
    try {
        return execute(program, argc, argv);
    } catch (const UsageError& error) {
        return say(error.what(), 2);
    } catch (const std::exception& error) { // MachineError, and what the system refuses
        return say(error.what(), 3);
    }
}

} // namespace

} // namespace gemmlings

int main(int argc, char** argv) {
    using namespace gemmlings;
    Program program;
    program.app.name("gemmlings");
    program.app.description(description);
    program.app.footer(footer);
    program.app.set_version_flag("--version", std::string("gemmlings ") + version);
    program.app.require_subcommand(0, 1);
    name_things(*program.app.get_formatter());
    add_commands(program);
    const int code = guarded(program, argc, argv);
    if (std::fflush(stdout) != 0 || std::ferror(stdout)) return say("The output could not be written.", 3);
    return code;
}
