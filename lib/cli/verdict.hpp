#pragma once
/// @file
/// What the judge says of one submission.

#include <cstdint>
#include <string>
#include <vector>

namespace gemmlings {

/// Not judged is our fault (no compiler, full disk, a judge that died): never 0 points, never a pass.
enum class Outcome { passed, failed, not_judged };

/// One check that did not hold.
struct Failure {
    std::string sentence;     ///< what is wrong, in words
    std::string detail;       ///< input, got and expected, a small slice; several lines or empty
    std::string diagnosis;    ///< id of the known mistake it was recognised as, or empty
    int hint = 0;             ///< the hint (1 to 3) that helps with it, or 0
    bool out_of_time = false; ///< a call took too long, which may be the fault of a busy machine
};

/// One test case: a sentence, its points, and what went wrong.
struct CaseResult {
    std::string name;
    int points = 0;
    bool passed = false;
    std::vector<Failure> failures;
    std::vector<std::string> remarks; ///< shown, never graded
    std::string open{};               ///< why it is neither passed nor failed here: "needs the simulator"
};

/// The verdict on one submission.
struct Verdict {
    Outcome outcome = Outcome::not_judged;
    std::string reason; ///< why nothing was judged, or why the file as a whole failed (one sentence)
    std::string compiler_messages; ///< what the compiler said, with the student's path and line; may hold
                                   ///< warnings only
    bool compiled = false;
    bool untouched = false;        ///< the file is still the stub
    std::vector<CaseResult> cases; ///< in the order of the test file
    int points = 0;                ///< earned
    int of = 0;                    ///< possible
    std::string backend = "cpu";   ///< what ran it
    std::string compiler;          ///< e.g. "clang 14.0.6"
    std::uint64_t seed = 0;
    std::string printed;     ///< what the submission wrote to stdout and stderr, cut to a few kB
    double milliseconds = 0; ///< from the start of the compilation to the verdict; shown, never graded
};

} // namespace gemmlings
