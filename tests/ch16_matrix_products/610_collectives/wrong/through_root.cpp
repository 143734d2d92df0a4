// @diagnosis through_root
// rank 0 does it for all

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
    const int D = comm.size(), rank = comm.rank();
    if (out.size() != chunk(in, rank, D).size())
        throw std::invalid_argument("reduce_scatter: out is as long as this rank's chunk");
    if (rank != 0) {
        comm.send(0, in);
        return comm.recv(0, out);
    }
    std::vector<float> sum(in.begin(), in.end()), arrived(in.size());
    for (int from = 1; from < D; ++from) {
        comm.recv(from, arrived);
        std::transform(sum.begin(), sum.end(), arrived.begin(), sum.begin(), std::plus<>());
    }
    for (int to = 1; to < D; ++to) comm.send(to, chunk(std::span(sum), to, D));
    std::copy_n(sum.begin(), out.size(), out.begin());
}

void all_gather(Comm& comm, std::span<const float> mine, std::span<float> all) {
    const int D = comm.size(), rank = comm.rank();
    if (mine.size() != chunk(all, rank, D).size())
        throw std::invalid_argument("all_gather: mine is as long as this rank's chunk");
    if (rank != 0) {
        comm.send(0, mine);
        return comm.recv(0, all);
    }
    std::copy(mine.begin(), mine.end(), all.begin());
    for (int from = 1; from < D; ++from) comm.recv(from, chunk(all, from, D));
    for (int to = 1; to < D; ++to) comm.send(to, all);
}
