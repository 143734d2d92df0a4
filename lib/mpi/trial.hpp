#pragma once
/// @file
/// For tests/<chapter>/<exercise>/<slug>_mpi.cpp: a function of a submission on real ranks, beside what the
/// MPI library has for the same.
///
///     #include "allreduce_ring.hpp"
///     #include "mpi/trial.hpp"
///     ALL_REDUCE(allreduce_ring);

#include "cluster/comm.hpp"

#include <functional>
#include <span>

namespace mpi {

/// Replaces x by its sum over all ranks.
using SumOfFloats = std::function<void(Comm&, std::span<float>)>;

/// Makes a trial known: values against MPI_Allreduce, for several lengths, and the time of both. Defined by
/// the program.
void offer(const char* name, SumOfFloats sum);

struct Offered {
    Offered(const char* name, SumOfFloats sum) { offer(name, std::move(sum)); }
};

} // namespace mpi

#define ALL_REDUCE(function) static const mpi::Offered offered_##function(#function, function)
