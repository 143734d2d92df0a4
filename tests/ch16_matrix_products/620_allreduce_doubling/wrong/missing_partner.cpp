// @diagnosis missing_partner
// Who has no partner in a round goes without.

#include "allreduce_doubling.hpp"

#include <vector>

void allreduce_doubling(Comm& comm, std::span<float> x) {
    std::vector<float> theirs(x.size());
    for (int step = 1; step < comm.size(); step *= 2) {
        const int partner = comm.rank() ^ step;
        if (partner >= comm.size()) continue;
        comm.sendrecv(partner, x, partner, theirs);
        for (std::size_t i = 0; i < x.size(); ++i) x[i] += theirs[i];
    }
}
