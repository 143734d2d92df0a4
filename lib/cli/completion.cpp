#include "cli/commands.hpp"

#include <fmt/format.h>

namespace gemmlings {

namespace {

struct CompletionOptions {
    std::string shell;
};

void declare(CLI::App& command, CompletionOptions& options) {
    command.add_option("SHELL", options.shell, "bash, zsh or fish")
        ->required()
        ->check(CLI::IsMember({"bash", "zsh", "fish"}));
    command.footer("bash: eval \"$(./gemmlings completion bash)\"\n"
                   "zsh:  eval \"$(./gemmlings completion zsh)\"\n"
                   "fish: ./gemmlings completion fish | source");
}

// The scripts ask the program itself, so that they never grow old. Where it names nothing, files are
// completed.

constexpr const char* bash_script = R"sh(_gemmlings() {
    local IFS=$'\n'
    COMPREPLY=($("${1/#\~/$HOME}" complete "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null))
}
complete -o default -F _gemmlings gemmlings
)sh";

constexpr const char* zsh_script = R"sh(#compdef gemmlings
_gemmlings() {
    local -a found
    found=(${(f)" $(${~words[1]} complete "${(@)words[2,CURRENT]}" 2 > / dev / null) "})
    if (($ #found));
then compadd-- $found;
else _files;
fi
}
(($ + functions[compdef])) || { autoload - Uz compinit&& compinit; }
compdef _gemmlings gemmlings
)sh";

constexpr const char* fish_script = R"sh(function __gemmlings_complete
    set -l words (commandline -opc)
    eval $words[1] complete (string escape -- $words[2..-1] (commandline -ct)) 2>/dev/null
end
complete -c gemmlings -a '(__gemmlings_complete)'
)sh";

int print_script(Workspace&, const CompletionOptions& options) {
    const char* script = options.shell == "bash"  ? bash_script
                         : options.shell == "zsh" ? zsh_script
                                                  : fish_script;
    fmt::print("{}", script);
    return 0;
}

bool takes_exercises(const CLI::App& command) { return command.get_option_no_throw("EXERCISE") != nullptr; }

/// Slugs, since they are unique unless two chapters share one; find() then asks for the chapter.
void add_exercises(Workspace& workspace, std::vector<std::string>& candidates) {
    for (const auto& exercise : workspace.repository().exercises) candidates.push_back(exercise.slug);
}

void add_options(const CLI::App& command, std::vector<std::string>& candidates) {
    for (const auto* option : command.get_options())
        for (const auto& name : option->get_lnames()) candidates.push_back("--" + name);
}

/// What may stand where the last word is begun.
std::vector<std::string> candidates_for(Program& program, const std::vector<std::string>& words) {
    std::vector<std::string> candidates;
    const auto* command = words.size() < 2 ? nullptr : program.command(words.front());
    if (words.size() >= 2 && words[words.size() - 2] == "--submission") return {};
    if (words.back().starts_with('-'))
        add_options(command ? *command : program.app, candidates);
    else if (words.size() < 2)
        candidates = program.command_names();
    else if (command && command->get_name() == "completion")
        candidates = {"bash", "zsh", "fish"};
    else if (command && command->get_name() == "test")
        candidates = {"lib", "cli", "repo"};
    else if (command && takes_exercises(*command))
        add_exercises(program.workspace, candidates);
    return candidates;
}

} // namespace

int complete(Program& program, std::vector<std::string> words) {
    if (words.empty()) words.emplace_back();
    for (const auto& candidate : candidates_for(program, words))
        if (candidate.starts_with(words.back())) fmt::print("{}\n", candidate);
    return 0;
}

void add_completion(Program& program) {
    program.add("completion", "Completion for bash, zsh or fish", declare, print_script);
}

} // namespace gemmlings
