// One message from every rank to every other; a broadcast that halves what is left to tell.

#include "collectives.hpp"

#include <algorithm>
#include <stdexcept>
#include <vector>

static std::size_t begin_of(int c, int D, std::size_t N) {
    return static_cast<std::size_t>(c) * N / static_cast<std::size_t>(D);
}

void broadcast(Comm& comm, std::span<float> x, int root) {
    const int D = comm.size(), me = (comm.rank() + D - root % D) % D;
    if (root < 0 || D <= root) throw std::invalid_argument("root");
    int first = 0, end = D; // first knows x, and has to see to it that first + 1, …, end - 1 do
    while (end - first > 1) {
        const int middle = first + (end - first + 1) / 2;
        if (me == first) comm.send((middle + root) % D, x);
        if (me == middle) comm.recv((first + root) % D, x);
        (me < middle ? end : first) = middle;
    }
}

void reduce_scatter(Comm& comm, std::span<const float> in, std::span<float> out) {
    const int D = comm.size(), me = comm.rank();
    const auto chunk = [&](int c) {
        return in.subspan(begin_of(c, D, in.size()),
                          begin_of(c + 1, D, in.size()) - begin_of(c, D, in.size()));
    };
    if (chunk(me).size() != out.size()) throw std::invalid_argument("out");
    std::copy(chunk(me).begin(), chunk(me).end(), out.begin());
    std::vector<float> arrived(out.size());
    for (int s = 1; s < D; ++s) {
        const int to = (me + s) % D, from = (me + D - s) % D;
        comm.sendrecv(to, chunk(to), from, arrived);
        for (std::size_t i = 0; i < out.size(); ++i) out[i] += arrived[i];
    }
}

void all_gather(Comm& comm, std::span<const float> mine, std::span<float> all) {
    const int D = comm.size(), me = comm.rank();
    const auto chunk = [&](int c) {
        return all.subspan(begin_of(c, D, all.size()),
                           begin_of(c + 1, D, all.size()) - begin_of(c, D, all.size()));
    };
    if (chunk(me).size() != mine.size()) throw std::invalid_argument("mine");
    std::copy(mine.begin(), mine.end(), chunk(me).begin());
    for (int s = 1; s < D; ++s) {
        const int to = (me + s) % D, from = (me + D - s) % D;
        comm.sendrecv(to, mine, from, chunk(from));
    }
}
