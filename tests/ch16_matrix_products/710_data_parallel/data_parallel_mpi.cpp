#include "data_parallel.hpp"

#include "mpi/trial.hpp"

namespace {

void train(Comm& comm, const AllReduce& sum, std::span<double> w, const mpi::Samples& samples, double eta,
           int steps) {
    const Shard shard{samples.n, [&](std::span<const double> at, std::span<double> g) {
                          for (std::size_t i = 0; i < g.size(); ++i) g[i] = at[i] - samples.mean[i];
                      }};
    dp_init(comm, w);
    for (int step = 0; step < steps; ++step) dp_step(comm, sum, w, shard, eta);
}

} // namespace

TRIAL(training, train);
