#include "cli/commands.hpp"

#include "cli/docs.hpp"
#include "cli/grade.hpp"
#include "cli/suite.hpp"

#include <fmt/format.h>

namespace gemmlings {

namespace {

struct TestOptions {
    std::vector<std::string> only;
};

void declare_test(CLI::App& command, TestOptions& options) {
    command.add_option("PART", options.only, "Only these parts: lib, cli, repo")
        ->check(CLI::IsMember({"lib", "cli", "repo"}));
}

int test(Workspace& workspace, const TestOptions& options) {
    return run_suite(workspace.repository(), options.only);
}

struct DocsOptions {
    bool open = false;
};

void declare_docs(CLI::App& command, DocsOptions& options) {
    command.add_flag("--open", options.open, "Show it in the browser");
}

int docs_site(Workspace& workspace, const DocsOptions& options) {
    return build_docs(workspace.repository(), options.open);
}

struct GradeCommand {
    fs::path folder, out;
    GradeOptions how;
};

void declare_grade(CLI::App& command, GradeCommand& options) {
    command.add_option("FOLDER", options.folder, "A folder of students' folders")
        ->required()
        ->check(CLI::ExistingDirectory);
    command.add_option("--out", options.out, "Where the results go")->required()->type_name("DIR");
    command.add_option("--seed", options.how.seed, "Of the random data")->type_name("N");
    command.add_option("--jobs", options.how.jobs, "Students judged at once")
        ->type_name("N")
        ->check(CLI::PositiveNumber);
}

int grade_class(Workspace& workspace, const GradeCommand& options) {
    return grade(workspace.repository(), options.folder, options.out, options.how);
}

} // namespace

void add_test(Program& program) { program.add("test", "Test the suite itself", declare_test, test); }

void add_docs(Program& program) { program.add("docs", "Build the documentation", declare_docs, docs_site); }

void add_grade(Program& program) { program.add("grade", "Judge a class", declare_grade, grade_class); }

} // namespace gemmlings
