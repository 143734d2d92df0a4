#include "cli/commands.hpp"

#include <fmt/format.h>

namespace gemmlings {

namespace {

struct CompletionOptions {
    std::vector<std::string> shells;
};

void declare(Arguments& arguments, CompletionOptions& options) {
    arguments.words_of("SHELL", {"bash", "zsh", "fish"}, options.shells, "The shell to complete in");
    arguments.more("bash: eval \"$(./gemmlings completion bash)\"\n"
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

// clang-format off
constexpr const char* zsh_script = R"sh(#compdef gemmlings
_gemmlings() {
    local -a found
    found=(${(f)"$(${~words[1]} complete "${(@)words[2,CURRENT]}" 2>/dev/null)"})
    if (( $#found )); then compadd -- $found; else _files; fi
}
(( $+functions[compdef] )) || { autoload -Uz compinit && compinit; }
compdef _gemmlings gemmlings
)sh";
// clang-format on

constexpr const char* fish_script = R"sh(function __gemmlings_complete
    set -l words (commandline -opc)
    eval $words[1] complete (string escape -- $words[2..-1] (commandline -ct)) 2>/dev/null
end
complete -c gemmlings -a '(__gemmlings_complete)'
)sh";

int print_script(Workspace&, const CompletionOptions& options) {
    if (options.shells.size() != 1) throw UsageError("Name one shell: bash, zsh or fish.");
    const auto& shell = options.shells.front();
    fmt::print("{}", shell == "bash" ? bash_script : shell == "zsh" ? zsh_script : fish_script);
    return 0;
}

/// What may stand where the last word is begun. Slugs are unique unless two chapters share one; then the
/// program asks for the chapter.
std::vector<std::string> candidates_for(const CommandLine& line, Workspace& workspace,
                                        const std::vector<std::string>& words) {
    const auto command = words.size() < 2 ? "" : words.front();
    if (words.back().starts_with('-')) return line.option_names(command);
    if (words.size() < 2) return line.command_names();
    if (words[words.size() - 2] == "--submission") return {};
    auto candidates = line.allowed_words(command);
    if (line.takes_exercises(command))
        for (const auto& exercise : workspace.repository().exercises) candidates.push_back(exercise.name());
    return candidates;
}

} // namespace

int complete(const CommandLine& line, Workspace& workspace, std::vector<std::string> words) {
    if (words.empty()) words.emplace_back();
    for (const auto& candidate : candidates_for(line, workspace, words))
        if (candidate.starts_with(words.back())) fmt::print("{}\n", candidate);
    return 0;
}

void add_completion(CommandLine& line) {
    line.add("completion", "Completion for bash, zsh or fish", declare, print_script);
}

} // namespace gemmlings
