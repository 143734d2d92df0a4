#pragma once
/// @file
/// Verdicts and exercises as text for people.

#include "cli/progress.hpp"
#include "cli/real_gpu.hpp"
#include "cli/repository.hpp"
#include "cli/terminal.hpp"
#include "cli/verdict.hpp"

#include <optional>
#include <string>

namespace gemmlings {

/// The verdict, diagnosis first: what went wrong, which known mistake it is, the hint that helps, then input,
/// got and expected, then the cases in the order of the test file with their points, then one line with
/// backend, compiler, seed and time.
/// @param hints_open in the learning loop, where a hint is a key away: how many are open already
std::string verdict_text(const Repository& repository, const Exercise& exercise, const Verdict& verdict,
                         const Terminal& terminal, std::optional<int> hints_open = {});

/// What a real GPU says of the same cases: how many have passed, which have not, and which need the
/// simulator.
std::string gpu_text(const Repository& repository, const GpuReport& report, const Terminal& terminal);

/// Title, number, points, prerequisites, and the statement of the header as plain text (formulas in readable
/// ASCII or Unicode, Doxygen commands resolved), then the path of the file to edit.
std::string exercise_text(const Repository& repository, const Exercise& exercise, const Terminal& terminal);

/// The short form for the learning loop: title, the first paragraph of the statement, the file to edit.
/// @param brief without the paragraph
std::string opening_of(const Repository& repository, const Exercise& exercise, const Terminal& terminal,
                       bool brief = false);

/// One line: [#####-----] 5 of 36 exercises, 22 of 174 points.
std::string progress_bar(const Repository& repository, const Progress& progress, const Terminal& terminal);

} // namespace gemmlings
