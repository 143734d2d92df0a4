/// @file
/// Hostile submissions, tests/lib/hostile/*.cpp, each of which opens with what the verdict must say of it.
/// None of them passes, none keeps the judge from its verdict, and none leaves anything behind.

#include "judge/catch_seam.hpp"

#include "workplace.hpp"

#include <algorithm>
#include <chrono>
#include <fstream>
#include <thread>

using namespace gemmlings;
using namespace workplace;

namespace {

struct Hostile {
    fs::path file;
    std::string expected; ///< a part of the sentence, or "passed"
    Verdict verdict;
};

std::vector<Hostile> hostile_submissions() {
    std::vector<Hostile> all;
    for (const auto& entry : fs::directory_iterator(root() / "tests/lib/hostile")) {
        const auto text = read(entry.path());
        constexpr std::string_view mark = "// @expect";
        REQUIRE(text.starts_with(mark));
        const auto line = text.substr(mark.size(), text.find('\n') - mark.size());
        all.push_back({entry.path(), line.empty() ? line : line.substr(1), {}});
    }
    std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.file < b.file; });
    return all;
}

bool mentions(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

/// What the end of one process does to another takes a moment.
bool soon(const std::function<bool()>& holds) {
    for (int wait = 0; wait < 100 && !holds(); ++wait)
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
    return holds();
}

void check_passes(const Verdict& verdict) {
    CHECK(verdict.outcome == Outcome::passed);
    CHECK(verdict.points == verdict.of);
}

bool says_late(const std::string& sentence) {
    return mentions(sentence, "did not return") || mentions(sentence, "ran on for ever") ||
           mentions(sentence, "are used up");
}

/// Every case failed, and each says why; or the file as a whole failed, and the verdict says why.
void check_fails(const Hostile& hostile) {
    const auto& verdict = hostile.verdict;
    CHECK(verdict.outcome == Outcome::failed);
    if (!verdict.compiled) {
        CHECK(mentions(verdict.reason, hostile.expected));
        return;
    }
    CHECK(verdict.cases.size() == 3);
    for (const auto& one : verdict.cases) {
        CHECK_FALSE(one.passed);
        REQUIRE_FALSE(one.failures.empty());
        CHECK_FALSE(one.failures[0].sentence.empty());
        for (const auto& failure : one.failures) CHECK(failure.out_of_time == says_late(failure.sentence));
    }
    CHECK(mentions(verdict.cases.at(0).failures.at(0).sentence, hostile.expected));
}

} // namespace

TEST_CASE(
    "every hostile submission fails with a plain sentence, in bounded time, and leaves nothing behind") {
    adopt_orphans();
    const auto& exercise = is_linear();
    const auto honest = root() / exercise.solution();
    auto all = hostile_submissions();
    std::vector<Verdict> afterwards(all.size());
    side_by_side(all.size(), [&](std::size_t i) {
        all[i].verdict = judge_file(repository(), exercise, all[i].file);
        afterwards[i] = judge_file(repository(), exercise, honest);
    });

    CHECK(all.size() >= 24);
    std::ofstream times(Toolchain::read(root()).build / "hostile_times.txt");
    for (std::size_t i = 0; i < all.size(); ++i) {
        const auto& hostile = all[i];
        INFO(hostile.file.filename().string() << ":\n" << in_words(hostile.verdict));
        hostile.expected == "passed" ? check_passes(hostile.verdict) : check_fails(hostile);
        CHECK(hostile.verdict.milliseconds < 60'000);
        times << hostile.verdict.milliseconds << " ms " << hostile.file.stem().string() << "\n";
        INFO("the honest submission after it:\n" << in_words(afterwards[i]));
        check_passes(afterwards[i]);
    }
    CHECK(soon([] { return children() == 0; }));
}

TEST_CASE("what a submission prints is kept, cut to a few kB, and never taken for the judge's report") {
    const auto verdict =
        judge_file(repository(), is_linear(), root() / "tests/lib/hostile/forges_the_report.cpp");
    CHECK(verdict.points == 0);
    CHECK(mentions(verdict.printed, "\"passed\":true"));
    CHECK(verdict.printed.size() <= 8192);
}
