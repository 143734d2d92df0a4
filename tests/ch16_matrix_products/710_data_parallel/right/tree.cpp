// The weights go down a binomial tree; the step is one all-reduce, and eta is divided once for all weights.

#include "data_parallel.hpp"

#include <stdexcept>
#include <vector>

void dp_init(Comm& comm, std::span<double> w) {
    int step = 1;
    while (step < comm.size()) step *= 2;
    for (step /= 2; step > 0; step /= 2) { // multiples of 2 * step have the weights
        if (comm.rank() % (2 * step) == 0 && comm.rank() + step < comm.size())
            comm.send(comm.rank() + step, w);
        if (comm.rank() % (2 * step) == step) comm.recv(comm.rank() - step, w);
    }
}

void dp_step(Comm& comm, const AllReduce& sum, std::span<double> w, const Shard& shard, double eta) {
    const std::size_t d = w.size();
    std::vector<double> packed(d + 2), g(d);
    packed[d] = static_cast<double>(shard.n);
    packed[d + 1] = shard.n < 0;
    if (shard.n > 0) shard.mean_grad(w, g);
    for (std::size_t i = 0; i < d; ++i) packed[i] = packed[d] * g[i];
    sum(comm, packed);
    if (packed[d] <= 0 || packed[d + 1] != 0 || !(eta > 0)) throw std::invalid_argument("dp_step");
    const double factor = eta / packed[d];
    for (std::size_t i = 0; i < d; ++i) w[i] -= factor * packed[i];
}
