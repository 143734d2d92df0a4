#pragma once
/// @file
/// What the compiler reads in place of a submission: CUDA C++ becomes C++ (gpu/rewriter.hpp), and lines keep
/// the numbers and the file name that the learner knows.

#include "cli/repository.hpp"

#include <string>

namespace gemmlings {

/// A file as messages call it: from the root of the repository, if it lies there.
std::string shown_name(const Repository& repository, const fs::path& file);

/// The text of a submission. What it may include is put into a folder, where the text will lie, if it has to
/// be C++ first.
/// @throws MachineError if the file cannot be read
std::string source_text(const Repository& repository, const Exercise& exercise, const fs::path& file,
                        const fs::path& folder);

/// The same of CUDA C++ that belongs to no exercise.
std::string cuda_text(const fs::path& file, const fs::path& folder);

} // namespace gemmlings
