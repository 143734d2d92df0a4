#pragma once
/// @file
/// A class: every student's files, judged by the judge that the student had.

#include "cli/repository.hpp"

#include <cstdint>

namespace gemmlings {

struct GradeOptions {
    std::uint64_t seed = 1;
    int jobs = 0; ///< students judged at once; 0: as many as there are cores
};

/// Judges the students' folders in `folder` and writes a result file for each and a CSV of all to `out`.
/// A run that was cut short is continued.
/// @return 0 once everyone is judged, 3 if somebody could not be
int grade(const Repository& repository, const fs::path& folder, const fs::path& out,
          const GradeOptions& options);

} // namespace gemmlings
