#pragma once
/// @file
/// For tests/<chapter>/<exercise>/<slug>_messages_bench.cpp: what the ranks of a simulated cluster do
/// together, and what no algorithm can do it with less than. `bench/all_reduce.hpp` is the model.

#include "cluster/comm.hpp"

#include <algorithm>
#include <bit>
#include <cstddef>
#include <functional>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

namespace bench {

/// The network that is simulated: that of 640_comm_model, 10 µs for a message and 25 GB/s.
constexpr double alpha = 10e-6, beta = 1 / 25e9;

/// Bounds from below.
struct Least {
    double rounds;  ///< messages one after the other
    double words;   ///< numbers that some rank has to send
    double seconds; ///< until all are done
};

/// ⌈log₂ ranks⌉: each round at most doubles how many ranks know of, or are in, something.
inline double least_rounds(int ranks) { return std::bit_width(static_cast<unsigned>(ranks - 1)); }

/// From rounds, each with its latency, and from the bytes that one rank has to send: both take their time,
/// maybe at once (Chan, Heimlich, Purkayastha & van de Geijn, Collective communication: theory, practice, and
/// experience, Concurrency and Computation: Practice and Experience 19 (13), 2007, has the bounds of all
/// collectives).
inline Least least(double rounds, double words, double bytes_of_word) {
    return {rounds, words, std::max(rounds * alpha, words * bytes_of_word * beta)};
}

/// The first place in which some rank's vector is not what `right` says of rank and place, in words: "rank 3
/// has 1.5 in place 0, not 28". Empty if there is none.
template<class T, class Right>
std::string first_difference(const std::vector<std::vector<T>>& got, const Right& right) {
    for (std::size_t rank = 0; rank < got.size(); ++rank)
        for (std::size_t place = 0; place < got[rank].size(); ++place) {
            const T expected = right(static_cast<int>(rank), place);
            if (got[rank][place] == expected) continue;
            std::ostringstream text;
            text << "rank " << rank << " has " << got[rank][place] << " in place " << place << ", not "
                 << expected;
            return text.str();
        }
    return "";
}

/// One run: what every rank does, and afterwards the first_difference() of the result.
struct Trial {
    std::function<void(Comm&)> rank;
    std::function<std::string()> wrong;
};

/// A bench file defines one or more, as static variables.
class Collective {
  public:
    struct About {
        std::string name;        ///< "all-reduce"
        i64 words;               ///< numbers of each rank
        bool all_reduce = false; ///< then sizes are compared with what a ring and what doubling take
    };
    using Pose = std::function<Trial(int ranks, i64 words)>;
    using Bound = Least (*)(int ranks, i64 words);

    Collective(About about, Pose pose, Bound bound)
        : about(std::move(about)), pose(std::move(pose)), bound(bound) {
        offer(*this);
    }
    Collective(const Collective&) = delete;
    Collective& operator=(const Collective&) = delete;

    const About about;
    const Pose pose;
    const Bound bound;

  private:
    /// Tells the program that has loaded the bench file; defined there.
    static void offer(const Collective& collective);
};

} // namespace bench
