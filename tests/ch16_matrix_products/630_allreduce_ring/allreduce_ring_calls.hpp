#pragma once

#include "allreduce_ring.hpp"

#include "cluster/simulation.hpp"

constexpr double alpha = 1,
                 beta = 0.25; ///< s: a message of n floats takes 1 + n, and sums of these are exact

/// Calls allreduce_ring on a simulated cluster. It has a rank for every row of x, and the row is its vector.
cluster::Outcome run_allreduce_ring(cluster::Mode mode, View<float> x);
