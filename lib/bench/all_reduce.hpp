#pragma once
/// @file
/// What all exercises about the all-reduce are run on: vectors of small integers, whose sum is exact.

#include "bench/collective.hpp"

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

namespace bench {

using Sum = void (*)(Comm&, std::span<float>);

/// `static const bench::AllReduceBench series(allreduce_ring);`
class AllReduceBench : public Collective {
  public:
    explicit AllReduceBench(Sum sum)
        : Collective(
              {.name = "all-reduce", .words = 250'000, .all_reduce = true},
              [sum](int ranks, i64 words) { return pose_sum(sum, ranks, words); }, bound_of_sum) {}

  private:
    using Vectors = std::vector<std::vector<float>>;

    static float number(int rank, std::size_t place) { return static_cast<float>((rank + place) % 7); }

    static Trial pose_sum(Sum sum, int ranks, i64 words) {
        const auto x = std::make_shared<Vectors>();
        for (int rank = 0; rank < ranks; ++rank) {
            auto& mine = x->emplace_back(static_cast<std::size_t>(words));
            for (std::size_t i = 0; i < mine.size(); ++i) mine[i] = number(rank, i);
        }
        return {[=](Comm& comm) { sum(comm, (*x)[static_cast<std::size_t>(comm.rank())]); },
                [=] { return first_difference(*x, [=](int, std::size_t i) { return sum_of(ranks, i); }); }};
    }

    static float sum_of(int ranks, std::size_t place) {
        float all = 0;
        for (int rank = 0; rank < ranks; ++rank) all += number(rank, place);
        return all;
    }

    /// Each of the ranks' numbers has to reach a sum, and each sum all ranks: 2 (D - 1) N numbers in all, so
    /// some rank sends a D-th of them (Patarasuk & Yuan 2009).
    static Least bound_of_sum(int ranks, i64 words) {
        return least(least_rounds(ranks), 2.0 * (ranks - 1) / ranks * static_cast<double>(words),
                     sizeof(float));
    }
};

} // namespace bench
