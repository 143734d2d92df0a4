// Chunks of N/D, rounded up, until nothing is left; rank r ends the first half with chunk r.

#include "allreduce_ring.hpp"

#include <algorithm>
#include <vector>

void allreduce_ring(Comm& comm, std::span<float> x) {
    const int D = comm.size(), rank = comm.rank();
    const std::size_t most = (x.size() + static_cast<std::size_t>(D) - 1) / static_cast<std::size_t>(D);
    const auto chunk = [&](int c) {
        const std::size_t first = std::min(static_cast<std::size_t>((c + 2 * D) % D) * most, x.size());
        return x.subspan(first, std::min(most, x.size() - first));
    };
    std::vector<float> sum(chunk(rank - 1).begin(), chunk(rank - 1).end()), arrived;
    for (int s = 0; s < D - 1; ++s) { // x itself stays as it is, and the sum travels
        const auto theirs = chunk(rank - s - 2);
        arrived.assign(theirs.size(), 0);
        comm.sendrecv((rank + 1) % D, sum, (rank + D - 1) % D, arrived);
        for (std::size_t i = 0; i < theirs.size(); ++i) arrived[i] += theirs[i];
        sum.swap(arrived);
    }
    std::copy(sum.begin(), sum.end(), chunk(rank).begin());
    for (int s = 0; s < D - 1; ++s)
        comm.sendrecv((rank + 1) % D, chunk(rank - s), (rank + D - 1) % D, chunk(rank - s - 1));
}
