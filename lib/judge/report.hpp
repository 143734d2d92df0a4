#pragma once
/// @file
/// What a test finds, as data. Tests record it; the judge sends it to the command, which puts it into words.

#include <functional>
#include <string>
#include <vector>

namespace judge {

/// One check that did not hold.
struct Finding {
    std::string sentence;     ///< what is wrong
    std::string detail;       ///< input, got, expected
    std::string diagnosis;    ///< the known mistake that it was recognised as, or empty
    int hint = 0;             ///< the hint that helps with it, or 0
    bool out_of_time = false; ///< a call took too long, which may be the fault of a busy machine
};

/// Ends a test case early, when there is nothing left to look at. What was wrong is recorded already.
struct CaseEnded {};

/// Records what went wrong in the running test case, which has failed with it.
void record(Finding finding);

/// The findings of the running test case; cleared when it starts.
std::vector<Finding>& findings();

/// Leaves the verdict on the running test case open: what it has to look at cannot be seen here. What was
/// wrong before stays wrong.
/// @param why  as in "needs the simulator"
void leave_open(const std::string& why);

/// Why the verdict on the running test case is open, or empty; cleared when it starts.
std::string& left_open();

/// Tells the learner something that the running test case shows, whatever its verdict.
void remark(const std::string& text);

/// The remarks of the running test case; cleared when it starts.
std::vector<std::string>& remarks();

} // namespace judge
