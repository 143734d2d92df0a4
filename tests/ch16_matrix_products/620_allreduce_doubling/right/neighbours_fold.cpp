// Thakur, Rabenseifner & Gropp: of the first 2 (D - P) ranks each even one hands over to its neighbour, and
// the others are counted anew.

#include "allreduce_doubling.hpp"

#include <bit>
#include <vector>

void allreduce_doubling(Comm& comm, std::span<float> x) {
    const int rank = comm.rank();
    const int P = static_cast<int>(std::bit_floor(static_cast<unsigned>(comm.size())));
    const int pairs = comm.size() - P;
    const bool in_pair = rank < 2 * pairs, takes_part = !in_pair || rank % 2 == 1;
    std::vector<float> theirs(x.size());
    const auto add = [&] {
        for (std::size_t i = 0; i < x.size(); ++i) x[i] = theirs[i] + x[i];
    };

    if (in_pair && takes_part) {
        comm.recv(rank - 1, theirs);
        add();
    } else if (in_pair) {
        comm.send(rank + 1, x);
    }
    if (takes_part) {
        const int number = in_pair ? rank / 2 : rank - pairs;
        for (int step = 1; step < P; step *= 2) {
            const int other = number ^ step, partner = other < pairs ? 2 * other + 1 : other + pairs;
            comm.sendrecv(partner, x, partner, theirs);
            add();
        }
    }
    if (in_pair && takes_part) comm.send(rank - 1, x);
    if (!takes_part) comm.recv(rank + 1, x);
}
