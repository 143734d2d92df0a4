#include "collectives_calls.hpp"

#include "judge/calls.hpp"

#include <stdexcept>

namespace {

template<class V> auto as_span(const V& row) { return std::span(row.p, static_cast<std::size_t>(row.cols)); }

/// Calls `act` with the Comm of every rank, and its number.
template<class Act> Ran run(cluster::Mode mode, std::size_t ranks, Act act) {
    Ran ran{{}, std::vector<int>(ranks)};
    ran.outcome = cluster::run({.ranks = static_cast<int>(ranks), .mode = mode, .alpha = alpha, .beta = beta},
                               [&](Comm& comm) {
                                   const auto rank = static_cast<std::size_t>(comm.rank());
                                   try {
                                       act(comm, rank);
                                   } catch (const std::invalid_argument&) {
                                       ran.refused[rank] = 1;
                                       throw;
                                   }
                               });
    return ran;
}

} // namespace

Ran run_broadcast(cluster::Mode mode, std::vector<View<float>> x, int root) {
    return run(mode, x.size(),
               [&](Comm& comm, std::size_t rank) { broadcast(comm, as_span(x[rank]), root); });
}
EXPOSE(run_broadcast);

Ran run_reduce_scatter(cluster::Mode mode, std::vector<CView<float>> in, std::vector<View<float>> out) {
    return run(mode, in.size(), [&](Comm& comm, std::size_t rank) {
        reduce_scatter(comm, as_span(in[rank]), as_span(out[rank]));
    });
}
EXPOSE(run_reduce_scatter);

Ran run_all_gather(cluster::Mode mode, std::vector<CView<float>> mine, std::vector<View<float>> all) {
    return run(mode, mine.size(), [&](Comm& comm, std::size_t rank) {
        all_gather(comm, as_span(mine[rank]), as_span(all[rank]));
    });
}
EXPOSE(run_all_gather);
