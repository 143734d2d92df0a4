#include "collectives.hpp"

#include <algorithm>
#include <functional>
#include <stdexcept>
#include <vector>

namespace {

/// Chunk c of x, modulo D.
template<class T> std::span<T> chunk(std::span<T> x, int c, int D) {
    const auto d = static_cast<std::size_t>(D), k = static_cast<std::size_t>((c + 2 * D) % D);
    const std::size_t first = k * x.size() / d, end = (k + 1) * x.size() / d;
    return x.subspan(first, end - first);
}

} // namespace

void broadcast(Comm& comm, std::span<float> x, int root) {
    const int D = comm.size();
    if (root < 0 || root >= D) throw std::invalid_argument("broadcast: there is no such root");
    const int mine = (comm.rank() - root + D) % D; // the root is 0
    const auto rank = [&](int number) { return (number + root) % D; };
    for (int informed = 1; informed < D; informed *= 2) { // 0, …, informed - 1 know x
        if (mine < informed && mine + informed < D) comm.send(rank(mine + informed), x);
        if (informed <= mine && mine < 2 * informed) comm.recv(rank(mine - informed), x);
    }
}

void reduce_scatter(Comm& comm, std::span<const float> in, std::span<float> out) {
    const int D = comm.size(), rank = comm.rank(), next = (rank + 1) % D, previous = (rank + D - 1) % D;
    if (out.size() != chunk(in, rank, D).size())
        throw std::invalid_argument("reduce_scatter: out is as long as this rank's chunk");
    const auto first = chunk(in, rank - 1, D); // D - 1 steps from where it has to be
    std::vector<float> passing(first.begin(), first.end()), arrived;
    for (int step = 0; step < D - 1; ++step) {
        const auto mine = chunk(in, rank - step - 2, D);
        arrived.resize(mine.size());
        comm.sendrecv(next, passing, previous, arrived);
        std::transform(arrived.begin(), arrived.end(), mine.begin(), arrived.begin(), std::plus<>());
        passing.swap(arrived);
    }
    std::copy(passing.begin(), passing.end(), out.begin());
}

void all_gather(Comm& comm, std::span<const float> mine, std::span<float> all) {
    const int D = comm.size(), rank = comm.rank(), next = (rank + 1) % D, previous = (rank + D - 1) % D;
    if (mine.size() != chunk(all, rank, D).size())
        throw std::invalid_argument("all_gather: mine is as long as this rank's chunk");
    std::copy(mine.begin(), mine.end(), chunk(all, rank, D).begin());
    for (int step = 0; step < D - 1; ++step)
        comm.sendrecv(next, chunk(all, rank - step, D), previous, chunk(all, rank - step - 1, D));
}
