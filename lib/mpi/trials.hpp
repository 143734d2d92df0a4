#pragma once
/// @file
/// The functions that were made known (mpi/trial.hpp), ready to be measured.

#include "mpi/measuring.hpp"

#include "cluster/comm.hpp"

#include <string>

namespace mpi {

/// A function of the submission.
struct Trial {
    std::string function;
    std::string library; ///< what does the same in MPI
    /// For vectors of `count` numbers. All ranks call it.
    std::function<Measured(Comm& comm, int count)> run;
};

std::vector<Trial>& trials();

} // namespace mpi
