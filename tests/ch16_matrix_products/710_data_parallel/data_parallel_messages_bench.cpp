#include "data_parallel_calls.hpp"

#include "bench/collective.hpp"

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

namespace {

using Weights = std::vector<std::vector<double>>;

constexpr i64 samples = 4; // of each rank

/// Each rank wants its weights to be its number: the mean gradient is w - rank. All start at the weights of
/// rank 0, which are 0, and a step of 1 leads to the mean of the numbers.
bench::Trial pose(int ranks, i64 words) {
    const auto w = std::make_shared<Weights>();
    for (int rank = 0; rank < ranks; ++rank) w->emplace_back(static_cast<std::size_t>(words), rank);
    const auto act = [=](Comm& comm) {
        auto& mine = (*w)[static_cast<std::size_t>(comm.rank())];
        const double wanted = comm.rank();
        const Shard shard{samples, [=](std::span<const double> at, std::span<double> gradient) {
                              for (std::size_t i = 0; i < at.size(); ++i) gradient[i] = at[i] - wanted;
                          }};
        dp_init(comm, mine);
        dp_step(comm, through_rank_0, mine, shard, 1);
    };
    const auto mean = [=](int, std::size_t) { return (ranks - 1) / 2.0; };
    return {act, [=] { return bench::first_difference(*w, mean); }};
}

/// A broadcast, and one call of the all-reduce that is handed in: rank 0 receives D - 1 times and sends as
/// often.
bench::Least bound(int ranks, i64 words) {
    const double n = static_cast<double>(words);
    const auto broadcast = bench::least(bench::least_rounds(ranks), n, sizeof(double));
    const double messages = 2.0 * (ranks - 1);
    return {broadcast.rounds + messages, n + (ranks - 1) * n,
            broadcast.seconds + messages * (bench::alpha + bench::beta * sizeof(double) * n)};
}

const bench::Collective step({.name = "dp_init and dp_step, summed up through rank 0", .words = 125'000},
                             pose, bound);

} // namespace
