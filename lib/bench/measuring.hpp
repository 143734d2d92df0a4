#pragma once
/// @file
/// Inside the program bench: what it is asked for, the lines that it prints, and the ways in which it
/// measures.

#include <nlohmann/json.hpp>
#include <string>

namespace bench {

using Json = nlohmann::ordered_json;

struct Options {
    std::string bench_file; ///< a shared object, as the next
    std::string submission;
    std::string source; ///< the submission as it was written, to show lines of
    bool quick = false;
};

/// Prints a line of JSON on standard output as it was before the submission got hold of it. What the
/// submission prints goes to standard error from the first call on.
void report(const Json& line);

/// Loads the submission, within limits of memory and time, and the bench file, which is bound to its
/// functions and tells what it poses: Series::offer() and the like.
/// @throws std::runtime_error with what the dynamic linker says
void load(const Options& options);

void time_all(const Options& options);        ///< the problems of a Series, and what this machine can do
void measure_traffic(const Options& options); ///< misses of caches as large as this machine's
void count_accesses(const Options& options);  ///< of the kernels of a CUDA file, on a simulated GPU
void simulate(const Options& options);        ///< collectives, on a cluster in virtual time

} // namespace bench
