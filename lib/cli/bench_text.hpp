#pragma once
/// @file
/// What `gemmlings bench` has measured, as text for people.

#include "cli/bench_results.hpp"
#include "cli/terminal.hpp"

namespace gemmlings {

/// What is wrong, if anything; the table of times; bars; the intensities and what they allow; and how all of
/// it was measured.
std::string bench_text(const BenchResults& results, const Terminal& terminal);

/// "51.8" of 51.8e9: three digits or so.
std::string giga(double value);

/// "32 KiB", "1 MiB"
std::string bytes_in_words(std::int64_t bytes);

} // namespace gemmlings
