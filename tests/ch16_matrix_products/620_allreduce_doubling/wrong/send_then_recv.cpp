// @diagnosis send_then_recv
// Everybody sends first.

#include "allreduce_doubling.hpp"

#include <bit>
#include <vector>

void allreduce_doubling(Comm& comm, std::span<float> x) {
    const int D = comm.size(), rank = comm.rank();
    const int P = static_cast<int>(std::bit_floor(static_cast<unsigned>(D)));

    if (rank >= P) {
        comm.send(rank - P, x);
        comm.recv(rank - P, x);
        return;
    }

    std::vector<float> theirs(x.size());
    const auto add_theirs = [&] {
        for (std::size_t i = 0; i < x.size(); ++i) x[i] += theirs[i];
    };
    const bool has_guest = rank + P < D;
    if (has_guest) {
        comm.recv(rank + P, theirs);
        add_theirs();
    }
    for (int step = 1; step < P; step *= 2) {
        comm.send(rank ^ step, x);
        comm.recv(rank ^ step, theirs);
        add_theirs();
    }
    if (has_guest) comm.send(rank + P, x);
}
