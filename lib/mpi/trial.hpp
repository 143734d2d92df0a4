#pragma once
/// @file
/// For tests/<chapter>/<exercise>/<slug>_mpi.cpp: functions of a submission on real ranks, beside what the
/// MPI library has for the same.
///
///     #include "allreduce_ring.hpp"
///     #include "mpi/trial.hpp"
///     TRIAL(all_reduce, allreduce_ring);

#include "cluster/comm.hpp"

#include <functional>
#include <span>

/// What can be tried. Each of these makes a function known to the program `ranks`, which defines them.
namespace mpi {

/// Replaces x by its sum over all ranks. Beside MPI_Allreduce.
void all_reduce(const char* name, std::function<void(Comm&, std::span<float> x)> function);

/// Gives every rank the x of rank `root`. Beside MPI_Bcast.
void broadcast(const char* name, std::function<void(Comm&, std::span<float> x, int root)> function);

// Chunk r of N numbers on D ranks begins at number ⌊rN/D⌋ and ends before number ⌊(r + 1)N/D⌋.

/// Gives rank r chunk r of the sum. Beside MPI_Reduce_scatter.
void reduce_scatter(const char* name,
                    std::function<void(Comm&, std::span<const float> in, std::span<float> out)> function);

/// Gives every rank the chunks of all. Beside MPI_Allgatherv.
void all_gather(const char* name,
                std::function<void(Comm&, std::span<const float> mine, std::span<float> all)> function);

/// The loss of a rank's samples x is the mean of ½|w − x|². So `mean` and `n` are all that is needed of them.
struct Samples {
    i64 n; ///< may be 0
    std::span<const double> mean;
};

/// Gives every rank the weights of rank 0, and then makes `steps` steps of size eta down the gradient of the
/// mean loss of all samples. Beside the same with MPI_Bcast and MPI_Allreduce.
void training(const char* name, std::function<void(Comm&, const AllReduce& sum, std::span<double> w,
                                                   const Samples& samples, double eta, int steps)>
                                    function);

} // namespace mpi

#define TRIAL(kind, function) static const bool offered_##function = (mpi::kind(#function, function), true)
