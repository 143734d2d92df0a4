#pragma once
/// @file
/// Everything that differs between Catch2 2.13 and Catch2 3. Tests include this and no header of Catch2.

#if __has_include(<catch2/catch_all.hpp>)
#include <catch2/catch_all.hpp>
#define JUDGE_CATCH_VERSION 3
#else
#include <catch2/catch.hpp>
#define JUDGE_CATCH_VERSION 2
using Catch::Approx; // where Catch2 3 has it: in the namespace only
#endif

#include <functional>
#include <string>
#include <vector>

namespace judge {

/// What happens while Catch2 runs, in words of our own.
struct CatchEvents {
    std::function<void(const std::string& name, const std::vector<std::string>& tags)> case_starts;
    std::function<void(const std::string& expression, bool by_exception)> check_fails;
    std::function<void(bool passed)> case_ends;
};

CatchEvents& catch_events();

/// How many test cases called skip().
int& skipped_cases();

/// For a test case that cannot run here: says why, and is counted as skipped, never as passed. The case then
/// returns. (Catch2 2.13 has no SKIP.)
void skip(const std::string& reason);

#ifdef CATCH_CONFIG_RUNNER // the file with main: Catch2 2.13 shows its listeners to no other

#if JUDGE_CATCH_VERSION == 3
using CatchListener = Catch::EventListenerBase;
using CheckResult = void;
#else
using CatchListener = Catch::TestEventListenerBase;
using CheckResult = bool;
#endif

class Listener : public CatchListener {
  public:
    using CatchListener::CatchListener;

    void testCaseStarting(const Catch::TestCaseInfo& info) override {
        std::vector<std::string> tags;
#if JUDGE_CATCH_VERSION == 3
        for (const auto& tag : info.tags) tags.emplace_back(tag.original.data(), tag.original.size());
#else
        tags = info.tags;
#endif
        if (catch_events().case_starts) catch_events().case_starts(info.name, tags);
    }

    CheckResult assertionEnded(const Catch::AssertionStats& stats) override {
        const auto& result = stats.assertionResult;
        if (!result.isOk() && catch_events().check_fails)
            catch_events().check_fails(result.hasExpandedExpression()
                                           ? std::string(result.getExpandedExpression())
                                           : std::string(result.getMessage()),
                                       result.getResultType() == Catch::ResultWas::ThrewException);
        return CheckResult(true);
    }

    void testCaseEnded(const Catch::TestCaseStats& stats) override {
        if (catch_events().case_ends) catch_events().case_ends(stats.totals.assertions.allOk());
    }

#if JUDGE_CATCH_VERSION == 2
    void assertionStarting(const Catch::AssertionInfo&) override {}
#endif
};

#endif // CATCH_CONFIG_RUNNER

} // namespace judge
