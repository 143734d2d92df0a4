#pragma once
/// @file
/// What ranks of a simulated cluster send each other, in virtual time, beside what no algorithm can do with
/// less.

#include "cli/bench/results.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace gemmlings {

/// One run.
struct SimulatedRun {
    std::string name; ///< "all-reduce"
    int ranks = 0;
    std::int64_t words = 0;  ///< numbers of each rank
    double seconds = 0;      ///< until the last rank had ended
    std::int64_t rounds = 0; ///< calls of send, recv and sendrecv by one rank, the most
    std::int64_t sent = 0;   ///< numbers that one rank has sent, the most
    double least_seconds = 0, least_rounds = 0, least_sent = 0;
    std::string wrong;    ///< where the result is wrong, or empty
    std::string timeline; ///< an SVG, or empty
};

/// The time of an all-reduce, for one length of the vectors.
struct SizeRun {
    std::int64_t words = 0;
    double seconds = 0;
};

class BenchMessages : public BenchResults {
  public:
    double alpha = 0, beta = 0; ///< s for a message, s for a byte
    std::vector<SimulatedRun> runs;
    std::vector<SizeRun> sizes; ///< on as many ranks as the last run has; none: it is no all-reduce

    /// What 640_comm_model says of vectors of floats, for a number of ranks that is a power of two.
    double ring_seconds(double words) const;
    double doubling_seconds(double words) const;
    /// Numbers from which on the ring is faster.
    double crossover() const;

    void measure(const Repository& repository, const Exercise& exercise, const fs::path& file,
                 bool quick) override;
    nlohmann::ordered_json in_json() const override;
    std::string text(const Terminal& terminal) const override;
    std::vector<Picture> pictures(const Exercise& exercise) const override;
};

} // namespace gemmlings
