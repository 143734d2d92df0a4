// @diagnosis root_only
// A tree towards rank 0, and no way back.

#include "allreduce_doubling.hpp"

#include <vector>

void allreduce_doubling(Comm& comm, std::span<float> x) {
    const int D = comm.size(), rank = comm.rank();
    std::vector<float> theirs(x.size());
    int step = 1;
    for (; step < D; step *= 2) {
        if (rank & step) {
            comm.send(rank - step, x);
            break;
        }
        if (rank + step >= D) continue;
        comm.recv(rank + step, theirs);
        for (std::size_t i = 0; i < x.size(); ++i) x[i] += theirs[i];
    }
}
