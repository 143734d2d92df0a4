#pragma once
/// @file
/// A folder of students' folders: who is in it, and which of their files answers which exercise.
/// The files are strangers' files: no link is followed, and what is judged is a copy.

#include "cli/repository.hpp"

#include <optional>
#include <string>
#include <vector>

namespace gemmlings {

/// The members of a class, by the names of their folders.
struct ClassFolder {
    std::vector<std::string> students; ///< in the order of their bytes
    std::vector<std::string> left_out; ///< files, links and hidden entries: nobody's folder

    /// @throws UsageError if it cannot be read
    static ClassFolder read(const fs::path& folder);
};

/// What a student handed in for one exercise.
struct HandIn {
    fs::path file;                   ///< below the student's folder; empty if nothing was handed in
    std::vector<fs::path> others;    ///< files in other places for the same exercise, which do not count
    std::optional<std::string> text; ///< the file as it was when it was read
    std::string complaint;           ///< why there is no text, in one sentence
    bool our_fault = false;          ///< the complaint is about reading the file, not about the file
};

/// Looks for the answers to all exercises in one student's folder. An answer is looked for at the exercise's
/// place in a repository (chapters/<chapter>/<exercise>/<slug>.cpp, at any depth), then as
/// <exercise>/<slug>.cpp, then as <slug>.cpp.
/// @return one hand-in for each exercise, in their order
std::vector<HandIn> hand_ins(const fs::path& student, const std::vector<Exercise>& exercises);

} // namespace gemmlings
