#pragma once
/// @file
/// A submission about messages on real ranks, processes of MPI: `gemmlings check EXERCISE --mpi N`.

#include "cli/repository.hpp"

#include <string>

namespace gemmlings {

/// More than this many processes on one machine only wait for each other.
constexpr int most_real_ranks = 64;

/// What became of it.
struct OnRealRanks {
    int code;         ///< 0 right, 1 wrong, 3 not judged
    std::string text; ///< for people
};

/// Runs the file's functions on `ranks` processes, and compares values and times with those of the MPI
/// library. Where there is no MPI that is said, and nothing is judged. Progress is not touched.
/// @param seconds  that a call may take before the ranks are asked what they wait for
/// @throws UsageError if nothing of this exercise runs on real ranks
OnRealRanks try_on_real_ranks(const Repository& repository, const Exercise& exercise, const fs::path& file,
                              int ranks, int seconds = 20);

} // namespace gemmlings
