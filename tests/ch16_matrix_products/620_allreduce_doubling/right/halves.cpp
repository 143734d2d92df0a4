// A group of ranks is two halves: each sums up for itself, and then every rank meets its opposite.

#include "allreduce_doubling.hpp"

#include <vector>

namespace {

void receive_and_add(std::span<float> x, const std::vector<float>& theirs) {
    for (std::size_t i = 0; i < x.size(); ++i) x[i] += theirs[i];
}

/// Among `ranks` ranks from `first` on, a power of two.
void sum_up(Comm& comm, std::span<float> x, int first, int ranks) {
    if (ranks == 1) return;
    const int half = ranks / 2;
    const bool low = comm.rank() < first + half;
    sum_up(comm, x, low ? first : first + half, half);
    const int opposite = low ? comm.rank() + half : comm.rank() - half;
    std::vector<float> theirs(x.size());
    comm.sendrecv(opposite, x, opposite, theirs);
    receive_and_add(x, theirs);
}

} // namespace

void allreduce_doubling(Comm& comm, std::span<float> x) {
    int P = comm.size();
    while (P & (P - 1)) P &= P - 1; // without its lowest bit
    const int host = comm.rank() - P, guest = comm.rank() + P;
    if (host >= 0) {
        comm.send(host, x);
        comm.recv(host, x);
        return;
    }
    if (guest < comm.size()) {
        std::vector<float> theirs(x.size());
        comm.recv(guest, theirs);
        receive_and_add(x, theirs);
    }
    sum_up(comm, x, 0, P);
    if (guest < comm.size()) comm.send(guest, x);
}
