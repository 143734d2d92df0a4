#pragma once

#include "allreduce_doubling.hpp"

#include "cluster/simulation.hpp"

struct Summed {
    std::vector<std::vector<float>> x; ///< of each rank, afterwards
    cluster::Outcome outcome;
};

/// Calls allreduce_doubling on a simulated cluster with a rank for every vector.
Summed allreduce(cluster::Mode mode, double alpha, double beta, std::vector<std::vector<float>> x);
