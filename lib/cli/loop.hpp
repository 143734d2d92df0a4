#pragma once
/// @file
/// The learning loop: what `./gemmlings` and `gemmlings watch` do at a terminal.

#include "cli/progress.hpp"
#include "cli/repository.hpp"

namespace gemmlings {

/// Shows `start` (or the current exercise), judges it, and again on every save; keys: n next, h hint, l list
/// with search, s solution (after passing), e editor, r run again, q quit. Saving another exercise's file
/// judges that one and then returns. Ends with exit code 0.
int learning_loop(const Repository& repository, Progress& progress, const Exercise* start);

/// The same once, as a report, for where there is no terminal. Ends with 0 (passed), 1 (failed) or 3.
int report_once(const Repository& repository, Progress& progress, const Exercise* start);

} // namespace gemmlings
