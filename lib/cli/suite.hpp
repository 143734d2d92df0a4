#pragma once
/// @file
/// The tests of the suite itself.

#include "cli/repository.hpp"

#include <string>
#include <vector>

namespace gemmlings {

/// Builds and runs the tests of the libraries, of the command and of the corpus, and ends with one line
/// "N passed, N failed, N skipped".
/// @param only names of parts (lib, cli, repo); empty: all
/// @return the exit code of the program
int run_suite(const Repository& repository, const std::vector<std::string>& only);

} // namespace gemmlings
