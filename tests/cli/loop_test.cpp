/// @file
/// The learning loop, driven through a pseudo-terminal as a learner would.

#include "judge/catch_seam.hpp"

#include "pseudo_terminal.hpp"

#include "cli/files.hpp"
#include "cli/pristine.hpp"
#include "cli/repository.hpp"

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <fmt/format.h>
#include <unistd.h>

using namespace gemmlings;
using namespace std::chrono_literals;

namespace {

constexpr auto building = 300s; ///< the first judging of an exercise builds its tests

const char* program() { return std::getenv("GEMMLINGS_PROGRAM"); }

fs::path source_root() {
    const char* said = std::getenv("GEMMLINGS_ROOT");
    return said ? fs::path(said) : fs::current_path();
}

/// A copy of the suite whose stubs may be edited: chapters are copied, all else is the real thing.
struct Copy {
    fs::path root = unused_folder();
    Repository repository;

    Copy() {
        fs::create_directories(root);
        for (const auto& entry : fs::directory_iterator(source_root())) {
            const auto name = entry.path().filename();
            if (name == ".git" || name == ".gemmlings" || name == "chapters") continue;
            fs::create_symlink(entry.path(), root / name);
        }
        fs::copy(source_root() / "chapters", root / "chapters", fs::copy_options::recursive);
        for (const auto& entry : fs::recursive_directory_iterator(root / "chapters")) { // as old as they are
            const auto original = source_root() / entry.path().lexically_relative(root);
            fs::last_write_time(entry.path(), fs::last_write_time(original));
        }
        repository = Repository::read(root);
        const auto source = Repository::read(source_root());
        for (const auto& exercise : source.exercises) // not as somebody who works in it has left them
            if (const auto stub = pristine_stub(source, exercise)) save(exercise, *stub);
    }
    ~Copy() { fs::remove_all(root); }

    static fs::path unused_folder() {
        static int count = 0;
        return fs::temp_directory_path() / fmt::format("gemmlings loop {} {}", ::getpid(), ++count);
    }

    const Exercise& first() const { return repository.exercises.at(0); }
    fs::path stub(const Exercise& exercise) const { return root / exercise.stub(); }

    void save(const Exercise& exercise, const std::string& text) const { write_text(stub(exercise), text); }

    std::string right(const Exercise& exercise) const {
        return read_text(root / exercise.solution()).value_or("no solution");
    }
    /// The first of its well-known wrong answers.
    std::string wrong(const Exercise& exercise) const {
        std::vector<fs::path> files;
        for (const auto& entry : fs::directory_iterator(root / exercise.tests() / "wrong"))
            if (entry.path().extension() == exercise.extension()) files.push_back(entry.path());
        return read_text(*std::min_element(files.begin(), files.end())).value_or("no wrong answer");
    }
};

/// The program in a copy of its own.
struct Learner {
    Copy copy;
    PseudoTerminal terminal;

    explicit Learner(std::vector<std::string> environment = {}, std::vector<std::string> arguments = {})
        : terminal(with_program(std::move(arguments)), with_defaults(std::move(environment), copy.root),
                   copy.root.string()) {}

    static std::vector<std::string> with_program(std::vector<std::string> arguments) {
        arguments.insert(arguments.begin(), program());
        return arguments;
    }

    static std::vector<std::string> with_defaults(std::vector<std::string> environment,
                                                  const fs::path& root) {
        environment.insert(environment.begin(), {"GEMMLINGS_ROOT=" + root.string(), "TERM=xterm-256color",
                                                 "LC_ALL=C.UTF-8", "NO_COLOR", "FORCE_COLOR"});
        return environment;
    }
};

bool can_run() {
    if (!program())
        judge::skip("GEMMLINGS_PROGRAM does not name the program to drive");
    else if (!PseudoTerminal::available())
        judge::skip("no pseudo-terminal can be opened here");
    else
        return true;
    return false;
}

} // namespace

TEST_CASE("a learner starts, errs, mends, passes and goes on") {
    if (!can_run()) return;
    Learner learner;
    auto& terminal = learner.terminal;
    const auto& exercise = learner.copy.first();
    INFO(learner.copy.root);

    REQUIRE(terminal.shows(exercise.title));
    CHECK(terminal.shows("Edit " + exercise.stub().string()));
    CHECK(terminal.screen().alternate());
    CHECK_FALSE(terminal.echoes());
    REQUIRE(terminal.shows("not started", building));

    learner.copy.save(exercise, "#include \"" + exercise.slug + ".hpp\"\nint typo = ;\n");
    CHECK(terminal.shows("does not compile"));
    CHECK(terminal.shows(exercise.slug + ".cpp:2:"));

    learner.copy.save(exercise, learner.copy.wrong(exercise));
    CHECK(terminal.shows("not yet"));
    CHECK(terminal.shows("failed"));

    terminal.press("h");
    CHECK(terminal.shows("Hint 1 of 3"));
    terminal.press("s");
    CHECK(terminal.shows("opens once you have passed"));
    terminal.press("v");
    CHECK(terminal.hides("Hint 1 of 3"));
    terminal.press("\x1b");
    CHECK(terminal.shows("Hint 1 of 3"));

    learner.copy.save(exercise, learner.copy.right(exercise));
    CHECK(terminal.shows(exercise.slug + " is passed!"));
    CHECK(terminal.hides("failed"));
    terminal.press("s");
    CHECK(terminal.shows(exercise.solution().string()));
    terminal.press("n");
    CHECK(terminal.hides(exercise.solution().string()));
    if (learner.copy.repository.exercises.size() > 1)
        CHECK(terminal.shows(learner.copy.repository.exercises[1].title));

    terminal.press("q");
    CHECK(terminal.ended() == 0);
    CHECK(terminal.echoes());
    CHECK(terminal.screen().text().find("1 of ") != std::string::npos);
}

TEST_CASE("a learner edits CUDA C++, and the header beside it") {
    if (!can_run()) return;
    Learner learner({}, {"watch", "sgemm_naive"});
    auto& terminal = learner.terminal;
    const auto& exercise = learner.copy.repository.find("sgemm_naive");
    const auto right = learner.copy.right(exercise);
    REQUIRE(exercise.gpu);
    REQUIRE(terminal.shows("not started", building));

    learner.copy.save(exercise, "#include \"sgemm_naive.cuh\"\n__global__ void k() {\n    typo;\n}\n");
    CHECK(terminal.shows("does not compile"));
    CHECK(terminal.shows("sgemm_naive.cu:3:"));
    CHECK(terminal.hides("fifo")); // how the compiler gets the file is nobody's business

    learner.copy.save(exercise, learner.copy.wrong(exercise));
    CHECK(terminal.shows("failed"));
    CHECK(terminal.hides("does not compile"));

    learner.copy.save(exercise, right + "static_assert(the_learners_own == 1);\n");
    CHECK(terminal.shows("the_learners_own"));
    const auto header = learner.copy.root / exercise.header();
    const auto text = read_text(header).value_or("");
    write_text(header, text + "\nconstexpr int the_learners_own = 2;\n");
    CHECK(terminal.shows("static_assert failed", building));
    write_text(header, text + "\nconstexpr int the_learners_own = 1;\n");
    CHECK(terminal.shows("sgemm_naive is passed!", building));

    learner.copy.save(exercise, learner.copy.wrong(exercise));
    CHECK(terminal.shows("failed"));
    terminal.press("q");
    CHECK(terminal.ended() == 0);
}

TEST_CASE("the list finds an exercise by what is typed") {
    if (!can_run()) return;
    Learner learner;
    auto& terminal = learner.terminal;
    const auto& target = learner.copy.repository.exercises.back();
    REQUIRE(terminal.shows(learner.copy.first().title));
    terminal.press("l");
    REQUIRE(terminal.shows("Search:"));
    terminal.press("no such thing");
    CHECK(terminal.shows("No exercise matches"));
    terminal.press(std::string(13, '\x7f'));
    CHECK(terminal.shows(learner.copy.first().slug));
    terminal.press(target.slug);
    CHECK(terminal.shows("❯"));
    terminal.press("\r");
    CHECK(terminal.shows("Edit " + target.stub().string()));
}

TEST_CASE("a deleted stub gets a sentence, and its return a verdict") {
    if (!can_run()) return;
    Learner learner;
    const auto& exercise = learner.copy.first();
    REQUIRE(learner.terminal.shows("not started", building));
    const auto text = read_text(learner.copy.stub(exercise)).value_or("");
    fs::remove(learner.copy.stub(exercise));
    CHECK(learner.terminal.shows("gemmlings reset " + exercise.slug));
    learner.copy.save(exercise, text);
    CHECK(learner.terminal.shows("not started"));
}

TEST_CASE("Ctrl-C and SIGTERM give the terminal back") {
    if (!can_run()) return;
    for (const bool by_key : {true, false}) {
        Learner learner;
        auto& terminal = learner.terminal;
        REQUIRE(terminal.shows(learner.copy.first().title));
        CHECK(terminal.screen().cursor_hidden());
        if (by_key)
            terminal.press("\x03");
        else
            terminal.signal(SIGTERM);
        CHECK(terminal.ended() == 0);
        CHECK(terminal.echoes());
        CHECK_FALSE(terminal.screen().alternate());
        CHECK_FALSE(terminal.screen().cursor_hidden());
    }
}

TEST_CASE("an editor gets the terminal as it was, and its crash harms nobody") {
    if (!can_run()) return;
    Learner learner({"VISUAL=stty -a | grep -q -e -icanon && exit 9; kill -SEGV $$; :"});
    REQUIRE(learner.terminal.shows(learner.copy.first().title));
    learner.terminal.press("e");
    CHECK(learner.terminal.shows("ended with code 139"));
    CHECK_FALSE(learner.terminal.echoes());
    learner.terminal.press("q");
    CHECK(learner.terminal.ended() == 0);
}

TEST_CASE("a smaller window is drawn anew") {
    if (!can_run()) return;
    Learner learner;
    REQUIRE(learner.terminal.shows("not started", building));
    learner.terminal.resize(60, 12);
    CHECK(learner.terminal.shows("more below"));
}

TEST_CASE("NO_COLOR takes the colours away and nothing else") {
    if (!can_run()) return;
    Learner plain({"NO_COLOR=1"}), painted;
    REQUIRE(plain.terminal.shows(plain.copy.first().title));
    REQUIRE(painted.terminal.shows(painted.copy.first().title));
    CHECK(plain.terminal.screen().alternate());
    CHECK_FALSE(plain.terminal.screen().coloured());
    CHECK(painted.terminal.screen().coloured());
}

TEST_CASE("TERM=dumb gets plain lines without any escape sequence") {
    if (!can_run()) return;
    Learner learner({"TERM=dumb"});
    REQUIRE(learner.terminal.shows(learner.copy.first().title));
    learner.terminal.press("h");
    CHECK(learner.terminal.shows("Hint 1 of 3"));
    learner.terminal.press("q");
    CHECK(learner.terminal.ended() == 0);
    CHECK_FALSE(learner.terminal.screen().controlled());
    CHECK(learner.terminal.echoes());
}
