// @diagnosis in_chunks
// The ring: little is sent by each, in many rounds.

#include "allreduce_doubling.hpp"

#include <vector>

void allreduce_doubling(Comm& comm, std::span<float> x) {
    const int D = comm.size(), next = (comm.rank() + 1) % D, previous = (comm.rank() + D - 1) % D;
    const auto chunk = [&](int number) {
        const std::size_t c = static_cast<std::size_t>((number + 2 * D) % D),
                          ranks = static_cast<std::size_t>(D);
        const std::size_t begin = c * x.size() / ranks;
        return x.subspan(begin, (c + 1) * x.size() / ranks - begin);
    };
    std::vector<float> room(x.size());
    for (int s = 0; s < D - 1; ++s) {
        const auto theirs = chunk(comm.rank() - s - 1);
        const std::span arrived(room.data(), theirs.size());
        comm.sendrecv(next, chunk(comm.rank() - s), previous, arrived);
        for (std::size_t i = 0; i < theirs.size(); ++i) theirs[i] += arrived[i];
    }
    for (int s = 0; s < D - 1; ++s)
        comm.sendrecv(next, chunk(comm.rank() + 1 - s), previous, chunk(comm.rank() - s));
}
