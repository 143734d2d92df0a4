#pragma once

#include "data_parallel.hpp"

#include "cluster/simulation.hpp"

#include <cstddef>
#include <span>
#include <vector>

/// A rank before training. The mean gradient of its n samples at w is slope · w - pull, entry by entry.
struct Replica {
    std::vector<double> w;
    i64 n = 0;
    std::vector<double> pull;
};

struct Training {
    cluster::Mode mode;
    bool init = false; ///< whether dp_init comes first
    i64 steps = 0;
    double slope = 0, eta = 0;
};

/// What has become of each rank.
struct Trained {
    std::vector<std::vector<double>> w;
    std::vector<i64> sums;      ///< calls of the all-reduce
    std::vector<i64> gradients; ///< calls of mean_grad
    std::vector<i32> refused;   ///< 1: it threw std::invalid_argument, and went no further
    cluster::Outcome outcome;
};

/// Trains on a simulated cluster with a rank for every replica. Where n = 0, mean_grad writes NaN.
Trained train(const Training& training, std::vector<Replica> replicas);

/// An all-reduce for those who do not write one: all goes to rank 0, and the sum comes back.
inline void through_rank_0(Comm& comm, std::span<double> x) {
    if (comm.rank() != 0) {
        comm.send(0, x);
        comm.recv(0, x);
        return;
    }
    std::vector<double> theirs(x.size());
    for (int from = 1; from < comm.size(); ++from) {
        comm.recv(from, theirs);
        for (std::size_t i = 0; i < x.size(); ++i) x[i] += theirs[i];
    }
    for (int to = 1; to < comm.size(); ++to) comm.send(to, x);
}
