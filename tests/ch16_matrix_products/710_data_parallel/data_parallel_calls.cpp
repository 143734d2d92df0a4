#include "data_parallel_calls.hpp"

#include "judge/calls.hpp"

#include <limits>
#include <stdexcept>

namespace {

void write_mean_grad(double slope, const Replica& replica, std::span<const double> w, std::span<double> g) {
    if (w.size() != replica.pull.size() || g.size() != w.size())
        throw std::length_error("mean_grad got " + std::to_string(w.size()) + " weights and room for " +
                                std::to_string(g.size()) + " entries of the gradient; there are " +
                                std::to_string(replica.pull.size()) + " weights");
    for (std::size_t i = 0; i < g.size(); ++i)
        g[i] = replica.n == 0 ? std::numeric_limits<double>::quiet_NaN() : slope * w[i] - replica.pull[i];
}

} // namespace

Trained train(const Training& training, std::vector<Replica> replicas) {
    const std::size_t D = replicas.size();
    Trained result{{}, std::vector<i64>(D), std::vector<i64>(D), std::vector<i32>(D), {}};
    const auto rank = [&](Comm& comm) {
        const auto r = static_cast<std::size_t>(comm.rank());
        Replica& replica = replicas[r];
        const AllReduce sum = [&, r](Comm& of, std::span<double> x) {
            ++result.sums[r];
            through_rank_0(of, x);
        };
        const Shard shard{replica.n, [&, r](std::span<const double> w, std::span<double> g) {
                              ++result.gradients[r];
                              write_mean_grad(training.slope, replica, w, g);
                          }};
        try {
            if (training.init) dp_init(comm, replica.w);
            for (i64 step = 0; step < training.steps; ++step)
                dp_step(comm, sum, replica.w, shard, training.eta);
        } catch (const std::invalid_argument&) {
            result.refused[r] = 1;
        }
    };
    result.outcome =
        cluster::run({.ranks = static_cast<int>(D), .mode = training.mode, .timeline = false}, rank);
    for (Replica& replica : replicas) result.w.push_back(std::move(replica.w));
    return result;
}
EXPOSE(train);
