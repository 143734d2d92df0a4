// @diagnosis mean_of_means
// What libraries do that divide by the number of ranks.

#include "data_parallel.hpp"

#include <limits>
#include <stdexcept>
#include <vector>

void dp_init(Comm& comm, std::span<double> w) {
    if (comm.rank() != 0) return comm.recv(0, w);
    for (int to = 1; to < comm.size(); ++to) comm.send(to, w);
}

void dp_step(Comm& comm, const AllReduce& sum, std::span<double> w, const Shard& shard, double eta) {
    if (!(eta > 0)) throw std::invalid_argument("dp_step: eta is not positive");

    std::vector<double> total(w.size() + 1);
    const std::span gradient(total.data(), w.size());
    double& samples = total.back();
    if (shard.n > 0) {
        shard.mean_grad(w, gradient);
    }
    samples = shard.n < 0 ? std::numeric_limits<double>::quiet_NaN() : static_cast<double>(shard.n);
    sum(comm, total);

    if (!(samples > 0)) throw std::invalid_argument("dp_step: a negative number of samples, or none at all");
    for (std::size_t i = 0; i < w.size(); ++i) w[i] -= eta * (gradient[i] / static_cast<double>(comm.size()));
}
