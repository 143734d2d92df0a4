#include "collectives.hpp"

#include "bench/collective.hpp"

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

namespace {

using Vectors = std::vector<std::vector<float>>;

constexpr i64 words = 250'000;
constexpr int root = 2;

/// Small integers: sums of them are exact.
float number(int rank, std::size_t place) { return static_cast<float>((rank + place) % 7); }

float sum(int ranks, std::size_t place) {
    float all = 0;
    for (int rank = 0; rank < ranks; ++rank) all += number(rank, place);
    return all;
}

/// Where the chunk of a rank begins.
std::size_t begin(int rank, int ranks, i64 n) { return static_cast<std::size_t>(n * rank / ranks); }
std::size_t end(int rank, int ranks, i64 n) { return begin(rank + 1, ranks, n); }

/// A vector for each rank, of the length that `length` says.
template<class Length> std::shared_ptr<Vectors> vectors(int ranks, const Length& length) {
    const auto all = std::make_shared<Vectors>();
    for (int rank = 0; rank < ranks; ++rank) all->emplace_back(length(rank), -1.0f);
    return all;
}

std::vector<float>& of(Vectors& all, const Comm& comm) { return all[static_cast<std::size_t>(comm.rank())]; }

bench::Trial pose_broadcast(int ranks, i64 n) {
    const auto x = vectors(ranks, [&](int) { return static_cast<std::size_t>(n); });
    for (std::size_t i = 0; i < static_cast<std::size_t>(n); ++i) (*x)[root][i] = number(root, i);
    return {[=](Comm& comm) { broadcast(comm, of(*x, comm), root); },
            [=] { return bench::first_difference(*x, [](int, std::size_t i) { return number(root, i); }); }};
}

bench::Trial pose_reduce_scatter(int ranks, i64 n) {
    const auto in = vectors(ranks, [&](int) { return static_cast<std::size_t>(n); });
    const auto out = vectors(ranks, [&](int rank) { return end(rank, ranks, n) - begin(rank, ranks, n); });
    for (int rank = 0; rank < ranks; ++rank)
        for (std::size_t i = 0; i < static_cast<std::size_t>(n); ++i)
            (*in)[static_cast<std::size_t>(rank)][i] = number(rank, i);
    return {[=](Comm& comm) { reduce_scatter(comm, of(*in, comm), of(*out, comm)); },
            [=] {
                return bench::first_difference(
                    *out, [&](int rank, std::size_t i) { return sum(ranks, begin(rank, ranks, n) + i); });
            }};
}

bench::Trial pose_all_gather(int ranks, i64 n) {
    const auto mine = vectors(ranks, [&](int rank) { return end(rank, ranks, n) - begin(rank, ranks, n); });
    const auto all = vectors(ranks, [&](int) { return static_cast<std::size_t>(n); });
    for (int rank = 0; rank < ranks; ++rank) {
        auto& chunk = (*mine)[static_cast<std::size_t>(rank)];
        for (std::size_t i = 0; i < chunk.size(); ++i) chunk[i] = number(0, begin(rank, ranks, n) + i);
    }
    return {[=](Comm& comm) { all_gather(comm, of(*mine, comm), of(*all, comm)); },
            [=] { return bench::first_difference(*all, [](int, std::size_t i) { return number(0, i); }); }};
}

/// All of the root's numbers leave it.
bench::Least bound_of_broadcast(int ranks, i64 n) {
    return bench::least(bench::least_rounds(ranks), static_cast<double>(n), sizeof(float));
}

/// Each chunk is sent D - 1 times, so some rank sends (D - 1)/D of all numbers.
bench::Least bound_of_chunks(int ranks, i64 n) {
    return bench::least(bench::least_rounds(ranks), (ranks - 1.0) / ranks * static_cast<double>(n),
                        sizeof(float));
}

const bench::Collective broadcast_bench({.name = "broadcast", .words = words}, pose_broadcast,
                                        bound_of_broadcast),
    reduce_scatter_bench({.name = "reduce-scatter", .words = words}, pose_reduce_scatter, bound_of_chunks),
    all_gather_bench({.name = "all-gather", .words = words}, pose_all_gather, bound_of_chunks);

} // namespace
