#pragma once
/// @file
/// The commands of the program. Each has a file of its own, which says what it is called, which options it
/// has and what it does.

#include "cli/progress.hpp"
#include "cli/repository.hpp"

#include <CLI/CLI.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace gemmlings {

/// What a command works on, read when it is first asked for: --help needs none of it.
class Workspace {
  public:
    /// GEMMLINGS_ROOT, or the nearest folder upwards that is a copy of Gemmlings.
    /// @throws UsageError outside of one
    const fs::path& root();
    const Repository& repository();
    Progress& progress(); ///< says on stderr, once, if the file is damaged

    /// The exercise of that name; for an empty name the current one.
    /// @throws UsageError for an unknown name, or if there is no current one because all are passed
    const Exercise& exercise(const std::string& name);

  private:
    fs::path root_;
    std::optional<Repository> repository_;
    std::optional<Progress> progress_;
};

/// The command line; parsing it leaves in `action` what is to be done, which returns the exit code.
struct Program {
    CLI::App app;
    Workspace workspace;
    std::function<int()> action;

    std::vector<std::string> command_names() const {
        std::vector<std::string> names;
        for (const auto* command : commands()) names.push_back(command->get_name());
        return names;
    }

    /// The command of that name, or nullptr.
    const CLI::App* command(const std::string& name) const {
        for (const auto* command : commands())
            if (command->get_name() == name) return command;
        return nullptr;
    }

    /// Adds a command whose options are an `Options`, filled in by `declare`.
    template<class Options> void add(const char* name, const char* summary,
                                     void (*declare)(CLI::App&, Options&),
                                     int (*execute)(Workspace&, const Options&)) {
        auto options = std::make_shared<Options>();
        auto* command = app.add_subcommand(name, summary);
        command->group("Commands");
        declare(*command, *options);
        command->callback([this, options, execute] {
            action = [this, options, execute] { return execute(workspace, *options); };
        });
    }

  private:
    std::vector<const CLI::App*> commands() const {
        return app.get_subcommands([](const CLI::App*) { return true; });
    }
};

void add_list(Program&);
void add_show(Program&);
void add_check(Program&);
void add_watch(Program&);
void add_hint(Program&);
void add_reset(Program&);
void add_solution(Program&);
void add_doctor(Program&);
void add_test(Program&);
void add_docs(Program&);
void add_grade(Program&);
void add_completion(Program&);

/// Prints what may stand where the last word of a command line is begun, for the shells' completion.
int complete(Program& program, std::vector<std::string> words);

/// What `gemmlings` does without a command: the learning loop, or its report where nobody can press a key.
int learn(Workspace& workspace, const Exercise* start);

} // namespace gemmlings
