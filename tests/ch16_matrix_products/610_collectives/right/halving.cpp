// Recursive halving and doubling where D is a power of two, and the ring in the other direction elsewhere; a
// broadcast that goes far first.

#include "collectives.hpp"

#include <algorithm>
#include <bit>
#include <stdexcept>
#include <vector>

namespace {

struct Chunks {
    i64 D, N;
    i64 begin(i64 c) const { return c * N / D; }
    template<class T> std::span<T> from_to(std::span<T> x, i64 c, i64 end) const {
        return x.subspan(static_cast<std::size_t>(begin(c)), static_cast<std::size_t>(begin(end) - begin(c)));
    }
    template<class T> std::span<T> one(std::span<T> x, i64 c) const {
        c = (c % D + D) % D;
        return from_to(x, c, c + 1);
    }
};

bool power_of_two(int D) { return std::has_single_bit(static_cast<unsigned>(D)); }

} // namespace

void broadcast(Comm& comm, std::span<float> x, int root) {
    const int D = comm.size();
    if (root >= D || root < 0) throw std::invalid_argument("no such rank");
    const int me = (comm.rank() - root + D) % D;
    for (int step = static_cast<int>(std::bit_ceil(static_cast<unsigned>(D))) / 2; step > 0; step /= 2) {
        if (me % (2 * step) == 0 && me + step < D) comm.send((me + step + root) % D, x);
        if (me % (2 * step) == step) comm.recv((me - step + root) % D, x);
    }
}

void reduce_scatter(Comm& comm, std::span<const float> in, std::span<float> out) {
    const int D = comm.size(), me = comm.rank();
    const Chunks chunks{D, static_cast<i64>(in.size())};
    if (chunks.one(in, me).size() != out.size()) throw std::invalid_argument("length of out");
    std::vector<float> sums(in.begin(), in.end()), room(in.size());
    const std::span<float> all(sums);
    if (power_of_two(D)) {
        int first = 0;
        for (int half = D / 2; half > 0; half /= 2) {
            const int middle = first + half, partner = me ^ half;
            const bool low = me < middle;
            const auto keep =
                low ? chunks.from_to(all, first, middle) : chunks.from_to(all, middle, middle + half);
            const auto give =
                low ? chunks.from_to(all, middle, middle + half) : chunks.from_to(all, first, middle);
            const std::span<float> arrived(room.data(), keep.size());
            comm.sendrecv(partner, give, partner, arrived);
            for (std::size_t i = 0; i < keep.size(); ++i) keep[i] += arrived[i];
            if (!low) first = middle;
        }
    } else {
        for (int s = 1; s < D; ++s) {
            const auto mine = chunks.one(all, me + s + 1);
            const std::span<float> arrived(room.data(), mine.size());
            comm.sendrecv((me + D - 1) % D, chunks.one(all, me + s), (me + 1) % D, arrived);
            for (std::size_t i = 0; i < mine.size(); ++i) mine[i] += arrived[i];
        }
    }
    const auto mine = chunks.one(all, me);
    std::copy(mine.begin(), mine.end(), out.begin());
}

void all_gather(Comm& comm, std::span<const float> mine, std::span<float> all) {
    const int D = comm.size(), me = comm.rank();
    const Chunks chunks{D, static_cast<i64>(all.size())};
    if (chunks.one(all, me).size() != mine.size()) throw std::invalid_argument("length of mine");
    std::copy(mine.begin(), mine.end(), chunks.one(all, me).begin());
    if (power_of_two(D))
        for (int have = 1; have < D; have *= 2) {
            const int first = me / have * have, other = first ^ have;
            comm.sendrecv(me ^ have, chunks.from_to(all, first, first + have), me ^ have,
                          chunks.from_to(all, other, other + have));
        }
    else
        for (int s = 0; s < D - 1; ++s)
            comm.sendrecv((me + D - 1) % D, chunks.one(all, me + s), (me + 1) % D,
                          chunks.one(all, me + s + 1));
}
