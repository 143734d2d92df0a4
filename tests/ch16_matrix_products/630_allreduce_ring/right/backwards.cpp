// The other direction: from each rank to the one before it.

#include "allreduce_ring.hpp"

#include <vector>

void allreduce_ring(Comm& comm, std::span<float> x) {
    const i64 D = comm.size(), rank = comm.rank(), N = static_cast<i64>(x.size());
    const int to = static_cast<int>((rank + D - 1) % D), from = static_cast<int>((rank + 1) % D);
    const auto chunk = [&](i64 c) {
        c = (c % D + D) % D;
        return x.subspan(static_cast<std::size_t>(c * N / D),
                         static_cast<std::size_t>((c + 1) * N / D - c * N / D));
    };
    for (i64 s = 0; s < D - 1; ++s) {
        const auto mine = chunk(rank + s + 1);
        std::vector<float> arrived(mine.size());
        comm.sendrecv(to, chunk(rank + s), from, arrived);
        for (std::size_t i = 0; i < mine.size(); ++i) mine[i] = arrived[i] + mine[i];
    }
    for (i64 s = 0; s < D - 1; ++s) comm.sendrecv(to, chunk(rank + s - 1), from, chunk(rank + s));
}
