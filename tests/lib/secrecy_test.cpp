/// @file
/// No expected value is in any memory that a submission can search.

#include "judge/catch_seam.hpp"

#include "fixture.hpp"
#include "workplace.hpp"

using namespace gemmlings;
using namespace workplace;

namespace {

Verdict verdict_on_searcher(const JudgeOptions& options) {
    const auto& repository = fixture();
    return judge_file(repository, repository.find("secret"), repository.root / "searches_memory.cpp",
                      options);
}

} // namespace

TEST_CASE("a submission that searches its memory and its parent's for what is expected finds nothing") {
    const auto verdict = verdict_on_searcher({});
    INFO(in_words(verdict));
    CHECK(verdict.outcome == Outcome::failed);
    CHECK(verdict.cases.at(0).failures.at(0).sentence == "the secret is not 0.");
}

TEST_CASE("the same submission finds it where the judge shares its memory: it does know how to search") {
    const auto verdict = verdict_on_searcher({.in_process = true});
    INFO(in_words(verdict));
    CHECK(verdict.outcome == Outcome::passed);
}
