#pragma once
/// @file
/// What `gemmlings bench` has measured, as a picture for a slide: speed against size, and the roofline.

#include "cli/bench_results.hpp"
#include "cli/repository.hpp"

namespace gemmlings {

/// Draws with gnuplot into files that end in .svg or .png. Returns why it was not possible, with the command
/// that mends it; empty if it was.
std::string draw_bench(const Repository& repository, const Exercise& exercise, const BenchResults& results,
                       const std::vector<fs::path>& files);

} // namespace gemmlings
