// @diagnosis gather_adds
// what arrives in the second half added as in the first

#include "allreduce_ring.hpp"

#include <vector>

void allreduce_ring(Comm& comm, std::span<float> x) {
    const int D = comm.size(), rank = comm.rank();
    const int next = (rank + 1) % D, previous = (rank + D - 1) % D;
    const auto chunk = [&](int number) {
        const auto c = static_cast<std::size_t>((number + D) % D), d = static_cast<std::size_t>(D);
        const std::size_t first = c * x.size() / d, end = (c + 1) * x.size() / d;
        return x.subspan(first, end - first);
    };

    // Reduce-scatter: chunk c sets out from rank c, and is complete when it comes to rank c - 1.
    std::vector<float> room(x.size() / static_cast<std::size_t>(D) + 1);
    for (int step = 0; step < D - 1; ++step) {
        const auto theirs = chunk(rank - step - 1);
        const std::span<float> arrived(room.data(), theirs.size()); // x is needed for the sum
        comm.sendrecv(next, chunk(rank - step), previous, arrived);
        for (std::size_t i = 0; i < theirs.size(); ++i) theirs[i] += arrived[i];
    }

    // All-gather: as before, with the complete chunks.
    for (int step = 0; step < D - 1; ++step) {
        const auto theirs = chunk(rank - step);
        const std::span<float> arrived(room.data(), theirs.size());
        comm.sendrecv(next, chunk(rank - step + 1), previous, arrived);
        for (std::size_t i = 0; i < theirs.size(); ++i) theirs[i] += arrived[i];
    }
}
