#pragma once

#include "collectives.hpp"

#include "cluster/simulation.hpp"

#include <vector>

constexpr double alpha = 1,
                 beta = 0.25; ///< s: a message of n floats takes 1 + n, and sums of these are exact

/// A run on a simulated cluster.
struct Ran {
    cluster::Outcome outcome;
    std::vector<int> refused; ///< of each rank, whether it threw std::invalid_argument
};

// There is a rank for every element, a view of one row; the row is its vector.
Ran run_broadcast(cluster::Mode mode, std::vector<View<float>> x, int root);
Ran run_reduce_scatter(cluster::Mode mode, std::vector<CView<float>> in, std::vector<View<float>> out);
Ran run_all_gather(cluster::Mode mode, std::vector<CView<float>> mine, std::vector<View<float>> all);
