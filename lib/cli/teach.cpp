#include "cli/commands.hpp"

#include "cli/docs.hpp"
#include "cli/grade.hpp"
#include "cli/suite.hpp"

namespace gemmlings {

namespace {

struct TestOptions {
    std::vector<std::string> only;
};

void declare_test(Arguments& arguments, TestOptions& options) {
    arguments.words_of("PART", {"lib", "cli", "repo", "gpu"}, options.only, "Only these parts");
}

int test(Workspace& workspace, const TestOptions& options) {
    return run_suite(workspace.repository(), options.only);
}

struct DocsOptions {
    bool open = false;
};

void declare_docs(Arguments& arguments, DocsOptions& options) {
    arguments.flag("--open", options.open, "Show it in the browser");
}

int docs_site(Workspace& workspace, const DocsOptions& options) {
    return build_docs(workspace.repository(), options.open);
}

struct GradeCommand {
    std::string folder, out;
    GradeOptions how;
};

void declare_grade(Arguments& arguments, GradeCommand& options) {
    arguments.required_word("FOLDER", options.folder, "A folder of students' folders");
    arguments.required_option("--out", "DIR", options.out, "Where the results go");
    arguments.number("--seed", options.how.seed, "Of the random data");
    arguments.number("--jobs", options.how.jobs,
                     "Files judged at once (one for each core unless you say otherwise)");
}

int grade_class(Workspace& workspace, const GradeCommand& options) {
    if (!fs::is_directory(options.folder)) throw UsageError("There is no folder " + options.folder + ".");
    return grade(workspace.repository(), options.folder, options.out, options.how);
}

} // namespace

void add_test(CommandLine& line) { line.add("test", "Test the suite itself", declare_test, test); }

void add_docs(CommandLine& line) { line.add("docs", "Build the documentation", declare_docs, docs_site); }

void add_grade(CommandLine& line) { line.add("grade", "Judge a class", declare_grade, grade_class); }

} // namespace gemmlings
