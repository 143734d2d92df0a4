#include "allreduce_ring_calls.hpp"

#include "judge/calls.hpp"

cluster::Outcome run_allreduce_ring(cluster::Mode mode, View<float> x) {
    return cluster::run(
        {.ranks = static_cast<int>(x.rows), .mode = mode, .alpha = alpha, .beta = beta}, [&](Comm& comm) {
            allreduce_ring(comm, {x.p + comm.rank() * x.ld, static_cast<std::size_t>(x.cols)});
        });
}
EXPOSE(run_allreduce_ring);
