#include "cli/command_line.hpp"

#include "cli/nearest.hpp"
#include "cli/version.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <fmt/format.h>

namespace gemmlings {

namespace {

constexpr const char* description =
    "Gemmlings: the linear algebra of machine learning, learnt by writing it.\n"
    "Without a command: the next exercise, judged again whenever you save it.\n";

constexpr const char* footer =
    "EXERCISE is a name (is_linear), a number (110, ch04/110) or a path. Without one, the\n"
    "current exercise is meant.\n"
    "Exit codes: 0 all passed (grade: all judged), 1 something failed, 2 wrong usage,\n"
    "3 something could not be judged.";

/// What CLI11 says, as one line, and where help is.
std::string usage_sentence(const CLI::App& app, const std::string& what) {
    std::string sentence = what.substr(0, what.find('\n'));
    if (!sentence.ends_with('.')) sentence += '.';
    const auto chosen = app.get_subcommands();
    return fmt::format("{} `./gemmlings {}--help` shows what it takes.", sentence,
                       chosen.empty() ? "" : chosen.front()->get_name() + " ");
}

/// The words that an option takes, as CLI11 describes them: {bash,zsh,fish}.
std::vector<std::string> words_in_braces(const std::string& type) {
    const auto open = type.find('{'), close = type.find('}');
    if (open == std::string::npos || close == std::string::npos) return {};
    return CLI::detail::split(type.substr(open + 1, close - open - 1), ',');
}

} // namespace

void Arguments::word(const char* name, std::string& value, const char* help) {
    command.add_option(name, value, help);
}

void Arguments::required_word(const char* name, std::string& value, const char* help) {
    command.add_option(name, value, help)->required();
}

void Arguments::words(const char* name, std::vector<std::string>& values, const char* help) {
    command.add_option(name, values, help);
}

void Arguments::words_of(const char* name, const std::vector<std::string>& allowed,
                         std::vector<std::string>& values, const char* help) {
    command.add_option(name, values, help)->check(CLI::IsMember(allowed));
}

void Arguments::flag(const char* name, bool& value, const char* help) { command.add_flag(name, value, help); }

void Arguments::option(const char* name, const char* type, std::string& value, const char* help) {
    command.add_option(name, value, help)->type_name(type);
}

void Arguments::required_option(const char* name, const char* type, std::string& value, const char* help) {
    command.add_option(name, value, help)->type_name(type)->required();
}

void Arguments::number(const char* name, std::uint64_t& value, const char* help) {
    command.add_option(name, value, help)->type_name("N");
}

void Arguments::number(const char* name, int& value, const char* help) {
    const auto positive = [](const std::string& word) -> std::string {
        const bool digits =
            std::all_of(word.begin(), word.end(), [](char c) { return '0' <= c && c <= '9'; });
        const bool is_number = digits && word.size() <= 9 && word.find_first_not_of('0') != std::string::npos;
        return is_number ? "" : word + " is not a whole number from 1 on";
    };
    command.add_option(name, value, help)->type_name("N")->check(positive);
}

void Arguments::more(const char* text) { command.footer(text); }

CommandLine::CommandLine() : app(std::make_unique<CLI::App>(description, "gemmlings")) {
    app->footer(footer);
    app->set_version_flag("--version", std::string("gemmlings ") + version);
    app->require_subcommand(0, 1);
    app->get_formatter()->label("SUBCOMMAND", "COMMAND");
    app->get_formatter()->label("TEXT", "");
}

CommandLine::~CommandLine() = default;

Arguments CommandLine::begin(const std::string& name, const char* summary) {
    auto* command = app->add_subcommand(name, summary);
    command->group("Commands");
    return Arguments(*command);
}

CommandLine::Action CommandLine::read(int argc, char** argv, const Action& otherwise) {
    const std::string first = argc > 1 ? argv[1] : "-";
    if (!first.starts_with("-") && !find(first)) { // CLI11 would only call it an unexpected argument
        const auto suggestion = did_you_mean(nearest(first, command_names()));
        throw UsageError(
            fmt::format("There is no command \"{}\". {}", first,
                        suggestion.empty() ? "`./gemmlings --help` shows them all." : suggestion));
    }
    try {
        app->parse(argc, argv);
    } catch (const CLI::Success& help) { // --help, --version
        app->exit(help);
        return [](Workspace&) { return 0; };
    } catch (const CLI::ParseError& error) {
        throw UsageError(usage_sentence(*app, error.what()));
    }
    const auto chosen = app->get_subcommands();
    return chosen.empty() ? otherwise : actions.at(chosen.front()->get_name());
}

CLI::App* CommandLine::find(const std::string& name) const {
    for (auto* command : app->get_subcommands([](CLI::App*) { return true; }))
        if (command->get_name() == name) return command;
    return nullptr;
}

std::vector<std::string> CommandLine::command_names() const {
    std::vector<std::string> names;
    for (const auto* command : app->get_subcommands([](CLI::App*) { return true; }))
        names.push_back(command->get_name());
    return names;
}

std::vector<std::string> CommandLine::option_names(const std::string& command) const {
    const auto* asked = find(command);
    std::vector<std::string> names;
    for (const auto* option : (asked ? asked : app.get())->get_options())
        for (const auto& name : option->get_lnames()) names.push_back("--" + name);
    return names;
}

std::vector<std::string> CommandLine::allowed_words(const std::string& command) const {
    if (const auto* asked = find(command))
        for (const auto* option : asked->get_options())
            if (option->get_positional()) return words_in_braces(option->get_type_name());
    return {};
}

bool CommandLine::takes_exercises(const std::string& command) const {
    const auto* asked = find(command);
    return asked && asked->get_option_no_throw("EXERCISE");
}

} // namespace gemmlings
