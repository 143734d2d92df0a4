// First the numbers of samples, and how many ranks complain; then gradients that have their weights already.

#include "data_parallel.hpp"

#include <array>
#include <stdexcept>
#include <vector>

void dp_init(Comm& comm, std::span<double> w) { // from each rank to the next
    if (comm.rank() > 0) comm.recv(comm.rank() - 1, w);
    if (comm.rank() + 1 < comm.size()) comm.send(comm.rank() + 1, w);
}

void dp_step(Comm& comm, const AllReduce& sum, std::span<double> w, const Shard& shard, double eta) {
    std::array<double, 2> counts{static_cast<double>(shard.n), shard.n < 0 || !(eta > 0) ? 1.0 : 0.0};
    sum(comm, counts);
    const auto [samples, complaints] = counts;
    if (complaints > 0 || samples == 0) throw std::invalid_argument("dp_step");

    std::vector<double> mean(w.size());
    if (shard.n != 0) shard.mean_grad(w, mean);
    const double share = static_cast<double>(shard.n) / samples;
    for (double& one : mean) one = share * one;
    sum(comm, mean);
    for (std::size_t i = 0; i < w.size(); ++i) w[i] = w[i] - eta * mean[i];
}
