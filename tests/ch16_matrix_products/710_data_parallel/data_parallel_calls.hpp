#pragma once

#include "data_parallel.hpp"

#include "cluster/simulation.hpp"

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
