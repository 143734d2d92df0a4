/// @file
/// The texts of verdicts and statements, by what they say.

#include "judge/catch_seam.hpp"

#include "cli/render.hpp"

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <unistd.h>

using namespace gemmlings;

namespace {

/// No terminal, hence no colours, in the locale given.
Terminal plain(const char* locale = "C.UTF-8") {
    ::setenv("LC_ALL", locale, 1);
    ::unsetenv("FORCE_COLOR");
    return Terminal(-1);
}

Terminal coloured() {
    ::setenv("LC_ALL", "C.UTF-8", 1);
    ::unsetenv("NO_COLOR");
    ::setenv("FORCE_COLOR", "1", 1);
    Terminal terminal(-1);
    ::unsetenv("FORCE_COLOR");
    return terminal;
}

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

bool in_order(const std::string& text, const std::vector<std::string>& parts) {
    std::size_t at = 0;
    for (const auto& part : parts) {
        at = text.find(part, at);
        if (at == std::string::npos) {
            UNSCOPED_INFO("missing or out of order: " << part << "\nin:\n" << text);
            return false;
        }
        at += part.size();
    }
    return true;
}

Exercise dense() {
    Exercise exercise;
    exercise.chapter = "ch04_linear_maps";
    exercise.folder = "550_dense_backward";
    exercise.slug = "dense_backward";
    exercise.number = 550;
    exercise.title = "Backward pass";
    exercise.stars = 2;
    exercise.points = 4;
    return exercise;
}

/// A repository of one exercise, with a header on the disk.
struct Corpus {
    Repository repository;
    explicit Corpus(const std::string& header) {
        repository.root = fs::temp_directory_path() / ("render test " + std::to_string(::getpid()));
        repository.exercises = {dense()};
        Chapter chapter;
        chapter.folder = "ch04_linear_maps";
        chapter.forbids = {"LAPACK"};
        repository.chapters = {chapter};
        fs::create_directories(repository.root / exercise().home());
        std::ofstream(repository.root / exercise().header()) << header;
    }
    ~Corpus() { fs::remove_all(repository.root); }
    Exercise& exercise() { return repository.exercises.front(); }
};

Verdict judged() {
    Verdict verdict;
    verdict.outcome = Outcome::failed;
    verdict.compiled = true;
    verdict.of = 4;
    verdict.points = 1;
    verdict.compiler = "clang 14.0.6";
    verdict.seed = 7;
    verdict.milliseconds = 120;
    verdict.cases = {
        {"shapes are right", 1, true, {}, {}},
        {"random data", 1, false, {{"dx(0) = 3, expected 4.", "got 3", "", 0}}, {"rcond 0.1\nratio 0.3"}},
        {"integers are exact",
         2,
         false,
         {{"Your result equals W·g everywhere: backpropagation carries gradients through Wᵀ.",
           "W        [1 2; 3 4]\ngot      [1 3]\nexpected [1 2]", "forward_weights", 1}},
         {}}};
    return verdict;
}

std::string text_of(const Verdict& verdict, const Terminal& terminal = plain(),
                    std::optional<int> hints_open = {}) {
    Repository repository;
    repository.root = "/home/ada/gemmlings";
    return verdict_text(repository, dense(), verdict, terminal, hints_open);
}

} // namespace

TEST_CASE("the diagnosis comes first, then the evidence, then all cases in order, then where it ran") {
    const auto text = text_of(judged());
    CHECK(in_order(text, {"✗ not yet, 1 of 4 points", "Your result equals W·g everywhere", "Hint 1 helps",
                          "Seen in: integers are exact", "W        [1 2; 3 4]", "got      [1 3]",
                          "expected [1 2]", "✓ passed  1/1   shapes are right", "✗ failed  0/1   random data",
                          "rcond 0.1", "ratio 0.3", "dx(0) = 3, expected 4.",
                          "✗ failed  0/2   integers are exact", "cpu, clang 14.0.6, seed 7, 0.12 s"}));
}

TEST_CASE("a sentence that begins with an identifier keeps its case") {
    auto verdict = judged();
    verdict.cases[2].failures[0].sentence = "w(1) = 3, expected 4.";
    CHECK(has(text_of(verdict), "\nw(1) = 3, expected 4.\n"));
}

TEST_CASE("a remark is broken at words, below the name of its case, and a table in it keeps its columns") {
    auto verdict = judged();
    std::string remark = "n   error\n16  1e-3\n";
    for (int i = 0; i < 30; ++i) remark += "digits ";
    verdict.cases[1].remarks = {remark};
    const auto text = text_of(verdict);
    const std::string indent(18, ' ');
    CHECK(in_order(text, {"\n" + indent + "n   error\n" + indent + "16  1e-3\n" + indent + "digits digits",
                          "digits\n" + indent + "digits"}));
    for (std::istringstream lines(text); std::getline(lines, remark);) CHECK(remark.size() <= 100);
}

TEST_CASE("a hint is a command away, and a key away in the learning loop") {
    CHECK(has(text_of(judged()), "gemmlings hint dense_backward 1"));
    CHECK(has(text_of(judged(), plain(), 0), "Hint 1 helps: press h."));
    CHECK(has(text_of(judged(), plain(), 1), "see above"));
}

TEST_CASE("without UTF-8 the same is said in ASCII") {
    const auto text = text_of(judged(), plain("C"));
    CHECK(in_order(text, {"x not yet", "Your result equals W*g", "through W^T", "+ passed", "x failed"}));
    for (const unsigned char c : text) REQUIRE(c < 0x80);
}

TEST_CASE("colour adds to words and never replaces them") {
    const auto text = text_of(judged(), coloured());
    CHECK(has(text, "\x1b[31m✗ failed\x1b[0m"));
    CHECK(has(text, "\x1b[32m✓ passed\x1b[0m"));
    CHECK_FALSE(has(text_of(judged()), "\x1b"));
}

TEST_CASE("an untouched stub is not started, and its failures are not listed") {
    auto verdict = judged();
    verdict.untouched = true;
    verdict.points = 0;
    for (auto& result : verdict.cases) result.passed = false;
    const auto text = text_of(verdict);
    CHECK(in_order(text, {"○ not started", "4 points", "○ open", "shapes are right"}));
    CHECK_FALSE(has(text, "failed"));
    CHECK_FALSE(has(text, "Your result"));
}

TEST_CASE("what does not compile shows the first error whole, with the path in the repository") {
    auto verdict = judged();
    verdict.compiled = false;
    verdict.points = 0;
    for (auto& result : verdict.cases) result = {result.name, result.points, false, {}, {}};
    verdict.compiler_messages =
        "/home/ada/gemmlings/chapters/a/x.cpp:3:1: warning: unused\n    3 | int y;\n"
        "/home/ada/gemmlings/chapters/a/x.cpp:7:5: error: expected ';'\n    7 | int z\n"
        "      |      ^\nx.cpp:7:5: note: to match this\n"
        "x.cpp:9:5: error: second\nx.cpp:10:5: error: third\n3 errors generated.\n";
    const auto text = text_of(verdict);
    CHECK(in_order(text, {"✗ not yet, 0 of 4 points", "Your file does not compile.",
                          "    chapters/a/x.cpp:7:5: error: expected ';'", "int z", "^",
                          "note: to match this", "and 2 more", "○ open"}));
    CHECK_FALSE(has(text, "second"));
    CHECK_FALSE(has(text, "unused"));
    CHECK_FALSE(has(text, "/home/ada"));
}

TEST_CASE("what must not be used is named, and is no compiler's message") {
    auto verdict = judged();
    verdict.compiled = false;
    verdict.reason = "Your file uses dlopen, which opens other programs' code.";
    const auto text = text_of(verdict);
    CHECK(has(text, "Your file uses dlopen"));
    CHECK_FALSE(has(text, "compile"));
}

TEST_CASE("a pass lists the cases and the first warning of the compiler") {
    auto verdict = judged();
    verdict.outcome = Outcome::passed;
    verdict.points = 4;
    for (auto& result : verdict.cases) result = {result.name, result.points, true, {}, {}};
    verdict.compiler_messages = "x.cpp:3:1: warning: unused variable\n";
    const auto text = text_of(verdict);
    CHECK(in_order(text, {"✓ passed, 4 of 4 points", "✓ passed  2/2   integers are exact",
                          "The compiler warns", "unused variable"}));
}

TEST_CASE("not judged is nobody's fault, costs nothing and says what to do") {
    Verdict verdict;
    verdict.reason = "No C++ compiler was found.";
    const auto text = text_of(verdict);
    CHECK(in_order(text, {"! not judged", "No C++ compiler was found.", "not your fault",
                          "no points are lost", "gemmlings doctor"}));
    CHECK_FALSE(has(text, "0 of"));
}

TEST_CASE("what the code printed is shown, and cannot steer the terminal") {
    auto verdict = judged();
    verdict.printed = "i = 3\n\x1b]0;title\x07\x1b[2Jgone\n";
    const auto text = text_of(verdict);
    CHECK(in_order(text, {"Your code printed:", "    i = 3"}));
    CHECK_FALSE(has(text, "\x1b"));
}

TEST_CASE("the statement is prose, code and rules, without metadata") {
    Corpus corpus("#pragma once\n"
                  "/// @exercise{dense_backward, Backward pass} @chapter{ch04_linear_maps}\n"
                  "/// @stars{2} @points{4}\n"
                  "///\n"
                  "/// For a layer \\f$y = W x\\f$ compute\n"
                  "/// \\f[ \\frac{\\partial L}{\\partial x} = W^\\top g. \\f]\n"
                  "///\n"
                  "/// @param W  the **weights**\n"
                  "/// @return the gradient\n"
                  "/// @throws std::invalid_argument if shapes differ\n"
                  "/// @accuracy Integers come out\n"
                  "/// exactly.\n"
                  "#include <armadillo>\n"
                  "arma::vec input_gradient(const arma::mat& W, const arma::vec& g);\n");
    corpus.exercise().tools = {"solve_tri"};
    corpus.exercise().forbids = {"QR"};
    corpus.exercise().requires_ = {"ch04_linear_maps/110_is_linear"};
    const auto text = exercise_text(corpus.repository, corpus.exercise(), plain());
    CHECK(in_order(text, {"550 dense_backward: Backward pass", "★★☆☆☆", "4 points",
                          "For a layer y = W x compute\n\n    ∂L/∂x = Wᵀ g.\n", "W: the weights",
                          "Returns the gradient", "Throws std::invalid_argument if shapes differ",
                          "\n\nAccuracy: Integers come out exactly.\n",
                          "    arma::vec input_gradient(const arma::mat& W, const arma::vec& g);",
                          "Builds on 110_is_linear.", "LAPACK and QR.", "You may call tools::solve_tri.",
                          "Edit chapters/ch04_linear_maps/550_dense_backward/dense_backward.cpp"}));
    CHECK_FALSE(has(text, "@"));
    CHECK_FALSE(has(text, "#include"));
    CHECK_FALSE(has(text, "\x1b"));
    CHECK(has(exercise_text(corpus.repository, corpus.exercise(), coloured()), "render%20test"));
}

TEST_CASE("the short form has the first paragraph only") {
    Corpus corpus(
        "/// @exercise{dense_backward, Backward pass}\n///\n/// First.\n///\n/// Second.\nvoid f();\n");
    const auto text = opening_of(corpus.repository, corpus.exercise(), plain());
    CHECK(in_order(text, {"550 dense_backward", "First.", "Edit chapters/"}));
    CHECK_FALSE(has(text, "Second."));
    CHECK_FALSE(has(opening_of(corpus.repository, corpus.exercise(), plain(), true), "First."));
}

TEST_CASE("the progress bar counts exercises and points") {
    const Corpus corpus("");
    CHECK(progress_bar(corpus.repository, Progress(), plain("C")) ==
          "[------------------------] 0 of 1 exercises, 0 of 4 points\n");
}
