#pragma once
/// @file
/// The command line. CLI11 reads it, and is included by one file only: it takes seconds to compile.

#include "cli/workspace.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace gemmlings {

/// What a command declares: where the words and options of its line go.
class Arguments {
  public:
    explicit Arguments(CLI::App& command) : command(command) {}

    void word(const char* name, std::string& value, const char* help);
    void required_word(const char* name, std::string& value, const char* help);
    /// Any number of words.
    void words(const char* name, std::vector<std::string>& values, const char* help);
    /// Of each word only these are allowed, and the shell completes them.
    void words_of(const char* name, const std::vector<std::string>& allowed, std::vector<std::string>& values,
                  const char* help);
    void flag(const char* name, bool& value, const char* help);
    void option(const char* name, const char* type, std::string& value, const char* help);
    void required_option(const char* name, const char* type, std::string& value, const char* help);
    void number(const char* name, std::uint64_t& value, const char* help);
    void number(const char* name, int& value, const char* help); ///< positive
    void more(const char* text);                                 ///< at the end of --help

  private:
    CLI::App& command;
};

/// All commands.
class CommandLine {
  public:
    using Action = std::function<int(Workspace&)>;

    CommandLine();
    ~CommandLine();
    CommandLine(const CommandLine&) = delete;
    CommandLine& operator=(const CommandLine&) = delete;

    /// Adds a command whose options are an `Options`, filled in by `declare`.
    template<class Options> void add(const std::string& name, const char* summary,
                                     void (*declare)(Arguments&, Options&),
                                     int (*execute)(Workspace&, const Options&)) {
        auto options = std::make_shared<Options>();
        auto arguments = begin(name, summary);
        declare(arguments, *options);
        actions[name] = [options, execute](Workspace& workspace) { return execute(workspace, *options); };
    }

    /// What the line asks for; without a command it is `otherwise`. Help is printed here, and then there is
    /// nothing to do.
    /// @throws UsageError
    Action read(int argc, char** argv, const Action& otherwise);

    /// For completion: the names, the options of a command ("" for none), and what its words may be.
    std::vector<std::string> command_names() const;
    std::vector<std::string> option_names(const std::string& command) const;
    std::vector<std::string> allowed_words(const std::string& command) const;
    bool takes_exercises(const std::string& command) const;

  private:
    Arguments begin(const std::string& name, const char* summary);
    CLI::App* find(const std::string& name) const;

    std::unique_ptr<CLI::App> app;
    std::map<std::string, Action> actions;
};

} // namespace gemmlings
