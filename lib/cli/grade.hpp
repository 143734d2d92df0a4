#pragma once
/// @file
/// A class: every student's files, judged by the judge that the student had.

#include "cli/repository.hpp"

#include <cstdint>

namespace gemmlings {

struct GradeOptions {
    std::uint64_t seed = 1;
    int jobs = 0; ///< files judged at once; 0: as many as there are cores
};

/// Judges the students' folders in `folder` and writes a result file for each and a CSV of all to `out`.
/// A run that was cut short is continued: what is known already is not judged again.
/// @return 0 once everyone is judged, 3 if somebody could not be
/// @throws UsageError for folders that cannot be meant, MachineError if nothing can be judged or written
int grade(const Repository& repository, const fs::path& folder, const fs::path& out,
          const GradeOptions& options);

} // namespace gemmlings
