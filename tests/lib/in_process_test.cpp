/// @file
/// `--in-process` is for debuggers: it judges as the ordinary way does, and what a crash or a loop would do
/// there nobody asks.

#include "judge/catch_seam.hpp"

#include "workplace.hpp"

using namespace gemmlings;
using namespace workplace;

namespace {

void check_same(const Verdict& a, const Verdict& b) {
    CHECK((a.outcome == b.outcome && a.points == b.points && a.of == b.of && a.compiled == b.compiled));
    REQUIRE(a.cases.size() == b.cases.size());
    for (std::size_t i = 0; i < a.cases.size(); ++i) {
        const auto &one = a.cases[i], &other = b.cases[i];
        CHECK((one.name == other.name && one.passed == other.passed && one.points == other.points));
        REQUIRE(one.failures.size() == other.failures.size());
        for (std::size_t j = 0; j < one.failures.size(); ++j) {
            CHECK(one.failures[j].sentence == other.failures[j].sentence);
            CHECK(one.failures[j].diagnosis == other.failures[j].diagnosis);
        }
    }
}

Verdict judged(const fs::path& file, bool in_process) {
    return judge_file(repository(), is_linear(), root() / file, {.in_process = in_process});
}

} // namespace

TEST_CASE("in one process the solution, a wrong answer and an exception get their ordinary verdicts") {
    const auto& exercise = is_linear();
    for (const fs::path& file : {exercise.solution(), exercise.tests() / "wrong/doubling.cpp",
                                 fs::path("tests/lib/hostile/throws_int.cpp")}) {
        INFO(file.string());
        check_same(judged(file, false), judged(file, true));
    }
}

TEST_CASE("in one process the solution passes and a wrong answer is recognised") {
    const auto& exercise = is_linear();
    CHECK(judged(exercise.solution(), true).outcome == Outcome::passed);
    const auto wrong = judged(exercise.tests() / "wrong/doubling.cpp", true);
    REQUIRE(wrong.outcome == Outcome::failed);
    CHECK(wrong.cases.at(1).failures.at(0).diagnosis == "doubling");
}

TEST_CASE("in one process a crash is no verdict, and never a pass") {
    const auto verdict = judged("tests/lib/hostile/null_write.cpp", true);
    CHECK(verdict.outcome == Outcome::not_judged);
    CHECK_FALSE(verdict.reason.empty());
}
