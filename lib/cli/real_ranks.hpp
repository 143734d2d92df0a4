#pragma once
/// @file
/// A submission about messages on real ranks, processes of MPI: `gemmlings check EXERCISE --mpi N`.

#include "cli/repository.hpp"

namespace gemmlings {

/// Runs the file's function on `ranks` processes, and prints its values and times beside those of the MPI
/// library. Where there is no MPI that is said, and nothing is judged. Progress is not touched.
/// @return the exit code: 0 right, 1 wrong, 3 not judged
/// @throws UsageError if nothing of this exercise runs on real ranks
int check_on_real_ranks(const Repository& repository, const Exercise& exercise, const fs::path& file,
                        int ranks);

} // namespace gemmlings
