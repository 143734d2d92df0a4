#pragma once
/// @file
/// Speed beside the best library's, and the roofline of this machine.

#include "cli/bench/results.hpp"

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

namespace gemmlings {

/// One problem: what it takes, and the medians of its rounds.
struct Timing {
    std::int64_t n = 0;
    double flops = 0;
    double bytes = 0; ///< that have to move at the least
    int rounds = 0;
    double seconds = 0, library_seconds = 0; ///< of CPU time
    std::string wrong; ///< in which entry the result differs from the library's, or empty

    double speed() const { return flops / seconds; } ///< FLOP/s
    double library_speed() const { return flops / library_seconds; }
    double share_of_library() const { return library_seconds / seconds; }
};

/// The traffic between a cache and what lies behind it.
struct CacheTraffic {
    std::string cache, behind; ///< "L1", "L2"
    std::int64_t capacity = 0; ///< bytes
    double bandwidth = 0;      ///< of what lies behind it, bytes/s
    double intensity = 0;      ///< FLOPs for a byte that the submission moves there; 0: not measured

    double roof(double peak) const { return std::min(peak, bandwidth * intensity); }
};

class BenchTimes : public BenchResults {
  public:
    std::string processor, kernel, library, problem;
    double peak = 0; ///< FLOP/s
    std::vector<Timing> timings;
    std::vector<std::int64_t> left_out; ///< sizes that would have taken too long
    std::vector<CacheTraffic> traffic;  ///< cache by cache, the smallest first
    std::int64_t traced = 0;            ///< the size for which intensities were measured; 0: for none
    std::string no_traffic;             ///< why intensities were not measured, in a sentence

    /// The timing of the problem whose traffic was measured; nullptr if there is none.
    const Timing* traced_timing() const;
    /// FLOPs per byte of that problem if every operand moves once.
    double predicted_intensity() const { return traced_timing()->flops / traced_timing()->bytes; }
    /// The cache behind which the traffic limits the submission most.
    const CacheTraffic& tightest() const;
    /// The first result that was wrong; nullptr if all were right.
    const Timing* wrong() const;

    /// Takes in what the program has printed.
    void read(const std::vector<nlohmann::ordered_json>& lines);

    void measure(const Repository& repository, const Exercise& exercise, const fs::path& file,
                 bool quick) override;
    bool right() const override { return BenchResults::right() && !wrong(); }
    nlohmann::ordered_json in_json() const override;
    std::string text(const Terminal& terminal) const override;
    std::vector<Picture> pictures(const Exercise& exercise) const override;
};

} // namespace gemmlings
