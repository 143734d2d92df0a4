#include "allreduce_doubling_calls.hpp"

#include "judge/calls.hpp"

Summed allreduce(cluster::Mode mode, double alpha, double beta, std::vector<std::vector<float>> x) {
    Summed result{std::move(x), {}};
    result.outcome =
        cluster::run({static_cast<int>(result.x.size()), mode, alpha, beta, false}, [&](Comm& comm) {
            allreduce_doubling(comm, result.x[static_cast<std::size_t>(comm.rank())]);
        });
    return result;
}
EXPOSE(allreduce);
